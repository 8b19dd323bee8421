"""From a file to the passages of a draft, and, in a base where one person is enough, to published ones.

Parsing and embedding run with no transaction open. The words are there as soon as they have been read, for people who look
for them (`finding`); the version is a draft, or published, when its vectors are made as well.

The upload is kept until the import has ended, so that a broken one can begin again; then it is deleted. Pages of a scan
that were read by then and texts that were embedded are kept as well: it goes on with what is left.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert

from appliance.ai.knowledge import actions, publishing, screened, seen_pages, uploads
from appliance.ai.knowledge.chunking import chunk
from appliance.ai.knowledge.errors import NoRoom, NotDone, UnreadableDocument
from appliance.ai.knowledge.import_requests import begin_import
from appliance.ai.knowledge.readers.findings import waits
from appliance.ai.knowledge.readers.read import DEFAULT_LIMIT_BYTES, read
from appliance.ai.knowledge.screen import holds
from appliance.ai.knowledge.tables import MAIN, Document, Passage
from appliance.core.kit.actors import SYSTEM, Actor
from appliance.core.kit.clock import monotonic
from appliance.core.kit.disk import full_disk_said
from appliance.core.kit.errors import ApplianceError, StorageFull
from appliance.core.kit.ids import new_id

if TYPE_CHECKING:
    from appliance.ai.knowledge.chunking import Chunk
    from appliance.ai.knowledge.keeping import Progress
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase
    from appliance.ai.knowledge.readers.block import Reading
    from appliance.core.store.session import WriteSession

_PROGRESS_SECONDS = 1.0
_READ, _EMBEDDED = ("pages_done", "pages"), ("passages_done", "passages_total")


def import_document(
    knowledge: KnowledgeBase,
    path: Path,
    *,
    actor: Actor,
    title: str | None = None,
    filename: str | None = None,
    base: str = MAIN,
    publish: bool = False,
    external_id: str | None = None,
    limit_bytes: int = DEFAULT_LIMIT_BYTES,
    progress: Progress | None = None,
    confirmed: bool = False,
) -> str:
    """Import now and return the id of the version: of what is there already when the content is the same.

    Raises `UnreadableDocument` or `TooLarge`; the failed document keeps its error sentence in the list. `NoSuchBase`, and
    `NeedsSecondPerson` for `publish` in a base where one person is not enough.
    """
    document_id, fresh = begin_import(
        knowledge,
        path,
        actor=actor,
        title=title,
        filename=filename,
        base=base,
        publish=publish,
        external_id=external_id,
        limit_bytes=limit_bytes,
        as_job=False,
        confirmed=confirmed,
    )
    if fresh:
        run_import(knowledge, document_id, progress, confirmed=confirmed)
    return document_id


def run_import(
    knowledge: KnowledgeBase,
    document_id: str,
    progress: Progress | None = None,
    *,
    confirmed: bool = False,
) -> None:
    """Parse, embed, write the rows of a draft, publish it when that was asked for. Repeating it after a crash is safe.

    Of a document with papers, cards or mobile numbers in it only the masked words are kept, as a draft that waits for
    somebody to look at it, unless somebody has said that they may be public (`confirmed`). One in which something is hidden, or
    that speaks to the AI, waits likewise, whatever was said before: it is shown what was found.
    Raises `ApplianceError` when the file cannot be imported, after the document was marked `failed`; `NoRoom` for a full disk.
    """
    with knowledge.store.reading() as s:
        document = s.get(Document, document_id)
    if document is None or document.state != "importing":
        return
    upload = uploads.path_of(knowledge, document_id, document.filename)
    try:
        with full_disk_said():
            begun = _drafted(knowledge, document, upload, confirmed, progress)
    except StorageFull as problem:
        # It does not wait for room: here it ends, says so, and leaves the room that it took.
        upload.unlink(missing_ok=True)
        _fail(knowledge, document_id, NoRoom())
        raise NoRoom from problem
    upload.unlink(missing_ok=True)
    if begun is not None:
        publishing.finish(knowledge, begun)


def _drafted(
    knowledge: KnowledgeBase, document: Document, upload: Path, confirmed: bool, progress: Progress | None
) -> str | None:
    """Make a draft of it; the id of the publication that was begun with it, if one was."""
    actor = _actor(document.created_by)
    try:
        if not upload.exists():
            raise UnreadableDocument(
                "上传的文件已不在，请重新上传。", "The uploaded file is gone; upload it again."
            )
        # Its size was judged when it was uploaded.
        reading = read(
            upload,
            filename=document.filename,
            limit_bytes=upload.stat().st_size,
            told=_teller(knowledge, document.id, _READ, progress),
            memory=seen_pages.SeenPages(knowledge.store, document.id),
        )
        found = screened.found(knowledge.store, knowledge.screen, reading)
        personal = holds(found) and not confirmed
        if personal:
            reading = screened.masked(knowledge.screen, reading)
        held = personal or waits(reading.findings)
        chunks = _laid_down(knowledge, document.id, reading)
        _embed(knowledge, document.id, document.title, reading, progress)
    except StorageFull:
        raise
    except ApplianceError as error:
        _fail(knowledge, document.id, error)
        upload.unlink(missing_ok=True)
        raise
    with knowledge.store.writing() as s:
        row = s.get(Document, document.id)
        if row is None or row.state != "importing":
            return None
        seen_pages.forget(s, document.id)
        row.passages_done = row.passages_total = chunks
        row.personal = found or None
        row.findings = screened.findings(knowledge.screen, reading)
        actions.became_readable(s, row, actor=actor, held=held)
        if row.publish and not held:
            return publishing.alone(s, row.base, documents=[row.id], by=actor).id
    return None


def give_up(knowledge: KnowledgeBase, document_id: str) -> None:
    """Mark an import failed that could not be finished, however often it was tried: nobody is to wait for it any longer."""
    with knowledge.store.reading() as s:
        document = s.get(Document, document_id)
    if document is None or document.state != "importing":
        return
    _fail(knowledge, document_id, NotDone())
    uploads.path_of(knowledge, document_id, document.filename).unlink(missing_ok=True)


def write_passages(s: WriteSession, document_id: str, chunks: list[Chunk]) -> None:
    """The rows of a document's passages, in order."""
    rows = [
        {
            "id": new_id(),
            "document_id": document_id,
            "ordinal": ordinal,
            "text": piece.text,
            "heading": piece.heading,
            "page": piece.page,
            "sheet": piece.sheet,
            "cell": piece.cell,
            "kind": piece.kind,
            "lang": piece.lang,
            "box": piece.box,
            "ocr_confidence": piece.ocr,
        }
        for ordinal, piece in enumerate(chunks)
    ]
    if rows:
        s.execute(insert(Passage), rows)


def _teller(
    knowledge: KnowledgeBase, document_id: str, columns: tuple[str, str], progress: Progress | None
) -> Progress:
    """Tells `progress` at once, and once a second writes how much is done, of how much, into these columns of the document."""
    last_written = -_PROGRESS_SECONDS

    def told(done: int, total: int) -> None:
        nonlocal last_written
        if progress:
            progress(done, total)
        if monotonic() - last_written >= _PROGRESS_SECONDS:
            last_written = monotonic()
            with knowledge.store.writing() as s:
                row = s.get(Document, document_id)
                if row is not None:
                    for column, count in zip(columns, (done, total), strict=True):
                        setattr(row, column, count)

    return told


def _laid_down(knowledge: KnowledgeBase, document_id: str, reading: Reading) -> int:
    """Write the passages, in place of those that an import left which was broken off; how many."""
    chunks = chunk(reading.blocks)
    with knowledge.store.writing() as s:
        row = s.get(Document, document_id)
        if row is not None and row.state == "importing":
            s.execute(delete(Passage).where(Passage.document_id == document_id))
            write_passages(s, document_id, chunks)
            row.pages = reading.pages
    return len(chunks)


def _embed(
    knowledge: KnowledgeBase, document_id: str, title: str, reading: Reading, progress: Progress | None
) -> None:
    from appliance.ai.knowledge import pipeline

    report = _teller(knowledge, document_id, _EMBEDDED, progress)
    # The vectors land in the cache; the index takes them from there once the rows are committed.
    pipeline.run(title, reading.blocks, lambda texts: knowledge.cache.get(texts, report))


def _fail(knowledge: KnowledgeBase, document_id: str, error: ApplianceError) -> None:
    with knowledge.store.writing(essential=True) as s:  # more goes than comes
        row = s.get(Document, document_id)
        if row is not None:
            row.state, row.error, row.error_en = "failed", error.zh, error.en
            seen_pages.forget(s, document_id)
            s.execute(delete(Passage).where(Passage.document_id == document_id))


def _actor(created_by: str) -> Actor:
    return SYSTEM if created_by == SYSTEM.id else Actor("agent", created_by)
