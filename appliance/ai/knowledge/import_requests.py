"""A file is taken in: kept, with a row that says so, and a job that imports it (`ingest`).

What the newest version says already is not imported again.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from appliance.ai.knowledge import actions, bases, publishing, uploads
from appliance.ai.knowledge.readers.findings import kept_waits
from appliance.ai.knowledge.readers.limits import check_size
from appliance.ai.knowledge.readers.read import DEFAULT_LIMIT_BYTES
from appliance.ai.knowledge.readers.registry import MEDIA_TYPES, suffix_of
from appliance.ai.knowledge.screen import holds
from appliance.ai.knowledge.tables import MAIN, Document
from appliance.core.audit.chain import append
from appliance.core.audit.verbs import Verb
from appliance.core.jobs.queue import enqueue
from appliance.core.kit.clock import now
from appliance.core.kit.ids import new_id

if TYPE_CHECKING:
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase
    from appliance.core.kit.actors import Actor
    from appliance.core.store.session import ReadSession, WriteSession

JOB: Final = "knowledge.import"
LANE: Final = "knowledge"
ATTEMPTS: Final = 5


def begin_import(
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
    as_job: bool = True,
    confirmed: bool = False,
) -> tuple[str, bool]:
    """Keep the upload, write the row and (`as_job`) the job that imports it.

    Returns at once: the id of the version, and False when the newest version says the same already.
    Raises `UnreadableDocument` or `TooLarge` for what can be seen without parsing, `NoSuchBase`, `NeedsSecondPerson`.
    """
    filename = Path(filename or path.name).name
    suffix = suffix_of(filename)
    if knowledge.screen is not None:
        # 王小明身份证.pdf: the name would stand under every answer that cites it.
        filename = knowledge.screen.name(filename)
        title = knowledge.screen.title(title) if title else None
    check_size(path, limit_bytes)
    digest = uploads.sha256(path)
    with knowledge.store.reading() as s:
        if publish and not bases.base(s, base).single_person:
            raise publishing.NeedsSecondPerson(base)
        bases.base(s, base)
        twin = _twin(s, base, filename, external_id, digest)
    if twin is not None and confirmed and twin.state == "draft" and holds(twin.personal):
        twin = None  # that one was masked; this one is taken as it stands
    if twin is not None:
        waiting = holds(twin.personal) or kept_waits(twin.findings)
        if publish and twin.state in {"draft", "reviewed"} and not waiting:
            _publish(knowledge, twin.id, actor)
        return twin.id, False
    document_id = new_id()
    kept = uploads.path_of(knowledge, document_id, filename)
    uploads.keep(path, kept)
    try:
        with knowledge.store.writing() as s:
            document = Document(
                id=document_id,
                external_id=external_id,
                title=(title or Path(filename).stem).strip()[:300],
                filename=filename,
                media_type=MEDIA_TYPES[suffix],
                sha256=digest,
                size=kept.stat().st_size,
                state="importing",
                publish=publish,
                base=base,
                line=actions.line_of(s, base, filename, external_id) or document_id,
                created_by=actor.id,
                created_at=now(),
            )
            s.add(document)
            s.flush()
            append(s, Verb.DOCUMENT_IMPORTED, actor=actor, subject=document_id, sha256=digest, base=base)
            if as_job:
                ask_for(s, document_id, confirmed)
    except BaseException:
        kept.unlink(missing_ok=True)
        raise
    return document_id, True


def ask_for(s: WriteSession, document_id: str, confirmed: bool = False) -> None:
    """Have the worker do it. `confirmed` is lost when it is asked for anew: then it waits for a look, which is the safe side."""
    payload = {"document_id": document_id, "confirmed": confirmed}
    enqueue(s, JOB, payload, lane=LANE, key=f"{JOB}:{document_id}", max_attempts=ATTEMPTS)


def _twin(s: ReadSession, base: str, filename: str, external_id: str | None, digest: str) -> Document | None:
    """The version in force or the newest one of this document, when it has exactly this content."""
    line = actions.line_of(s, base, filename, external_id)
    rows = s.scalars(
        select(Document)
        .where(Document.line == line, Document.state.in_(("draft", "reviewed", "published")))
        .order_by(Document.number.desc())
    ).all()
    same = [row for row in rows if row.sha256 == digest and row.filename == filename]
    return same[0] if same and (same[0] is rows[0] or same[0].state == "published") else None


def _publish(knowledge: KnowledgeBase, document_id: str, actor: Actor) -> None:
    with knowledge.store.writing() as s:
        document = actions.document(s, document_id)
        begun = publishing.alone(s, document.base, documents=[document_id], by=actor).id
    publishing.finish(knowledge, begun)
