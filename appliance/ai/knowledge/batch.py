"""Many qa pairs or texts at once, from JSONL. Bad rows are all named before anything is written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import select

from appliance.ai.knowledge import actions, queries
from appliance.ai.knowledge.chunking import chunk
from appliance.ai.knowledge.errors import UnreadableDocument
from appliance.ai.knowledge.ingest import write_passages
from appliance.ai.knowledge.readers.block import Block
from appliance.ai.knowledge.screen import holds
from appliance.ai.knowledge.tables import Document, QaPair
from appliance.core.audit.chain import append
from appliance.core.audit.verbs import Verb
from appliance.core.kit.clock import now
from appliance.core.kit.errors import BadInput
from appliance.core.kit.ids import new_id

Row = TypeVar("Row")

if TYPE_CHECKING:
    from appliance.ai.knowledge.ingest import Progress
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase
    from appliance.core.kit.actors import Actor

# Short transactions: visitors' messages wait in the same line.
_ROWS_PER_ACT = 100


@dataclass(frozen=True, slots=True)
class Imported:
    """`added` rows are new or changed, `unchanged` ones were there already.

    `held` are the numbers (from 1) of rows with personal data that nobody has confirmed: not published.
    """

    added: int
    unchanged: int
    held: tuple[int, ...] = ()


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSONL file.

    Raises `UnreadableDocument` naming the first line that is not a JSON object.
    """
    rows: list[dict[str, Any]] = []
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableDocument(
            f"无法读取“{path.name}”，请确认文件存在且为 UTF-8 编码。",
            f"“{path.name}” cannot be read; check that it exists and is UTF-8.",
        ) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict):
            raise UnreadableDocument(
                f"“{path.name}”第 {number} 行不是 JSON 对象。",
                f"Line {number} of “{path.name}” is not a JSON object.",
            )
        rows.append(row)
    if not rows:
        raise UnreadableDocument(f"“{path.name}”没有内容。", f"“{path.name}” has no rows.")
    return rows


def import_qa_pairs(
    knowledge: KnowledgeBase,
    rows: Sequence[Mapping[str, Any]],
    *,
    actor: Actor,
    progress: Progress | None = None,
    confirmed: bool = False,
) -> Imported:
    """Publish `{"id", "question", "answer"[, "phrasings", "source", "source_label", "lang"]}` rows.

    `source` is the outside id or file name of a published document. A row with a known id replaces that pair;
    an unchanged one is left alone. Raises `BadInput` naming the first row that lacks something; then nothing
    was written.
    """
    for number, row in enumerate(rows, start=1):
        for name in ("question", "answer"):
            if not isinstance(row.get(name), str) or not row[name].strip():
                raise _missing(number, name)
        if not isinstance(row.get("phrasings", []), list):
            raise _missing(number, "phrasings")
    before = _published_pairs(knowledge)
    found = [
        _found(knowledge, row["question"], row["answer"], *map(str, row.get("phrasings", []))) for row in rows
    ]
    held = () if confirmed else tuple(number for number, each in enumerate(found, 1) if holds(each))
    kept = [
        (row, each)
        for number, (row, each) in enumerate(zip(rows, found, strict=True), 1)
        if number not in held
    ]
    for part, done in _parts(kept):
        with knowledge.store.writing() as s:
            for row, each in part:
                source = str(row.get("source") or "")
                document = queries.document_by_external_id(s, source) if source else None
                actions.publish_qa_pair(
                    s,
                    row["question"],
                    row["answer"],
                    actor=actor,
                    phrasings=[str(phrasing) for phrasing in row.get("phrasings", [])],
                    lang=row.get("lang"),
                    source_document_id=document.id if document else None,
                    source_label=str(row.get("source_label") or ("" if document else source)),
                    external_id=str(row["id"]) if row.get("id") is not None else None,
                    found=each,
                    confirmed=confirmed,
                )
        if progress:
            progress(done, len(kept))
    knowledge.refresh()
    added = len(_published_pairs(knowledge) - before)
    return Imported(added, len(kept) - added, held)


def import_texts(
    knowledge: KnowledgeBase,
    rows: Sequence[Mapping[str, Any]],
    *,
    actor: Actor,
    progress: Progress | None = None,
    confirmed: bool = False,
) -> Imported:
    """Publish `{"id", "text"[, "title"]}` rows, each a small document under its own id.

    Known texts are left alone.

    Raises `BadInput` naming the first row that lacks something; then nothing was written.
    """
    for number, row in enumerate(rows, start=1):
        for name in ("id", "text"):
            if not str(row.get(name) or "").strip():
                raise _missing(number, name)
        if len(str(row["id"])) > actions.MAX_EXTERNAL_ID:
            raise _missing(number, "id (1-120)")
    with knowledge.store.reading() as s:
        query = select(Document.external_id, Document.sha256).where(Document.state == "published")
        known = {(external_id, digest) for external_id, digest in s.execute(query)}
    news = [(n, row) for n, row in enumerate(rows, 1) if (str(row["id"]), _digest(row)) not in known]
    screened = [(n, row, _found(knowledge, str(row.get("title") or ""), str(row["text"]))) for n, row in news]
    held = () if confirmed else tuple(n for n, _, found in screened if holds(found))
    fresh = [(row, found) for n, row, found in screened if n not in held]
    for part, done in _parts(fresh):
        with knowledge.store.writing() as s:
            for row, found in part:
                document = Document(
                    id=new_id(),
                    external_id=str(row["id"]),
                    title=str(row.get("title") or "")[:300],
                    filename=f"{row['id']}"[:300],
                    media_type="text/plain",
                    sha256=_digest(row),
                    size=len(str(row["text"]).encode()),
                    state="importing",
                    personal=found or None,
                    created_by=actor.id,
                    created_at=now(),
                )
                chunks = chunk([Block(str(row["text"]))])
                document.passages_done = document.passages_total = len(chunks)
                s.add(document)
                s.flush()
                write_passages(s, document.id, chunks)
                append(
                    s,
                    Verb.DOCUMENT_IMPORTED,
                    actor=actor,
                    subject=document.id,
                    external_id=document.external_id,
                )
                actions.publish_document(s, document.id, actor=actor)
        if progress:
            progress(done, len(fresh))
    knowledge.refresh(progress=progress)
    return Imported(len(fresh), len(rows) - len(news), held)


def _found(knowledge: KnowledgeBase, *texts: str) -> dict[str, int]:
    return knowledge.screen.found(texts) if knowledge.screen is not None else {}


def _published_pairs(knowledge: KnowledgeBase) -> set[str]:
    with knowledge.store.reading() as s:
        return set(s.scalars(select(QaPair.id).where(QaPair.state == "published")))


def _parts(rows: Sequence[Row]) -> Iterator[tuple[Iterable[Row], int]]:
    for start in range(0, len(rows), _ROWS_PER_ACT):
        part = rows[start : start + _ROWS_PER_ACT]
        yield part, start + len(part)


def _digest(row: Mapping[str, Any]) -> str:
    return hashlib.sha256(f"{row.get('title') or ''}\n{row['text']}".encode()).hexdigest()


def _missing(number: int, name: str) -> BadInput:
    return BadInput(
        f"第 {number} 条缺少“{name}”，没有导入任何内容。",
        f"Row {number} lacks “{name}”; nothing was imported.",
    )
