"""Many qa pairs or texts at once, from JSONL. A bad row is named before anything is written.

They become drafts in short acts, and are then published together: at once where one person is enough, else by whoever
files the request. An import that was broken off is done again; what is there already is used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import select

from appliance.ai.knowledge import actions, bases, pairs, publishing, queries, same_id
from appliance.ai.knowledge.errors import UnreadableDocument
from appliance.ai.knowledge.ingest import write_passages
from appliance.ai.knowledge.json_lines import json_lines
from appliance.ai.knowledge.screen import holds
from appliance.ai.knowledge.tables import MAIN, Document, QaPair
from appliance.core.audit.chain import append
from appliance.core.audit.verbs import Verb
from appliance.core.kit.clock import now
from appliance.core.kit.errors import BadInput
from appliance.core.kit.ids import new_id

Row = TypeVar("Row")

if TYPE_CHECKING:
    from appliance.ai.knowledge.keeping import Progress
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase
    from appliance.core.kit.actors import Actor
    from appliance.core.store.session import WriteSession

# Short transactions: visitors' messages wait in the same line.
_ROWS_PER_ACT = 100
_VERSIONS_AT_ONCE = 500
_TEXTS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Imported:
    """`added` rows are new or changed, `unchanged` ones are published already.

    `held` are the numbers (from 1) of rows with personal data that nobody has confirmed: not taken in. `documents` and
    `pairs` are the ids of the versions that are drafts now; none after publishing.
    """

    added: int
    unchanged: int
    held: tuple[int, ...] = ()
    documents: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSONL file.

    Raises `UnreadableDocument` naming the first line that is not a JSON object.
    """
    rows: list[dict[str, Any]] = []
    for number, row in json_lines(path):
        if row is None:
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
    base: str = MAIN,
    publish: bool = False,
    progress: Progress | None = None,
    confirmed: bool = False,
) -> Imported:
    """Draft `{"id", "question", "answer"[, "phrasings", "source", "source_label", "lang"]}` rows.

    `source` is the outside id or file name of a document in this base. A row with a known id becomes the next version of
    that pair; an unchanged one is left alone; rows of one id stay beside one another (`same_id`). Raises `BadInput` naming
    the first row that lacks something; then nothing was written. `NoSuchBase`, and `NeedsSecondPerson` for `publish` where
    one person is not enough.
    """
    for number, row in enumerate(rows, start=1):
        for name in ("question", "answer"):
            if not isinstance(row.get(name), str) or not row[name].strip():
                raise _missing(number, name)
        if not isinstance(row.get("phrasings", []), list):
            raise _missing(number, "phrasings")
    _check_base(knowledge, base, publish)
    before = _published_pairs(knowledge, base)
    found = {
        number: _found(knowledge, row["question"], row["answer"], *map(str, row.get("phrasings", [])))
        for number, row in same_id.distinct(rows).items()
    }
    held = () if confirmed else tuple(number for number, each in found.items() if holds(each))
    chosen = {number: rows[number - 1] for number in found if number not in held}
    with knowledge.store.reading() as s:
        lines = same_id.lines(s, base, list(chosen.values()))
    kept = [(row, found[n], line) for (n, row), line in zip(chosen.items(), lines, strict=True)]
    ids: list[str] = []
    for part, done in _parts(kept):
        with knowledge.store.writing() as s:
            for row, each, line in part:
                source = str(row.get("source") or "")
                document = queries.document_by_external_id(s, source, base) if source else None
                drafted = pairs.draft_pair(
                    s,
                    row["question"],
                    row["answer"],
                    actor=actor,
                    base=base,
                    phrasings=[str(phrasing) for phrasing in row.get("phrasings", [])],
                    lang=row.get("lang"),
                    source_document_id=document.id if document else None,
                    source_label=str(row.get("source_label") or ("" if document else source)),
                    external_id=str(row["id"]) if row.get("id") is not None else None,
                    changes=line.changes,
                    apart=line.apart,
                    origin="imported",
                    found=each,
                    confirmed=confirmed,
                )
                ids.append(drafted.id)
        if progress:
            progress(done, len(kept))
    drafts = tuple(dict.fromkeys(one for one in ids if one not in before))
    _embed(knowledge, progress, said=drafts)
    if publish:
        _publish(knowledge, base, actor, said=drafts)
    unchanged = len(rows) - len(held) - len(drafts)
    return Imported(len(drafts), unchanged, held, pairs=() if publish else drafts)


def import_texts(
    knowledge: KnowledgeBase,
    rows: Sequence[Mapping[str, Any]],
    *,
    actor: Actor,
    base: str = MAIN,
    publish: bool = False,
    progress: Progress | None = None,
    confirmed: bool = False,
) -> Imported:
    """Draft `{"id", "text"[, "title"]}` rows, those of one id a small document under it (`same_id`).

    Known texts are left alone. Raises `BadInput` naming the first row that lacks something; then nothing was written. `NoSuchBase`,
    `NeedsSecondPerson` for `publish` where one person is not enough.
    """
    for number, row in enumerate(rows, start=1):
        for name in ("id", "text"):
            if not str(row.get(name) or "").strip():
                raise _missing(number, name)
        if len(str(row["id"])) > actions.MAX_EXTERNAL_ID:
            raise _missing(number, "id (1-120)")
    _check_base(knowledge, base, publish)
    with knowledge.store.reading() as s:
        query = select(Document.external_id, Document.sha256, Document.id, Document.state).where(
            Document.base == base, Document.state.in_(("draft", "reviewed", "published"))
        )
        there = {(outside, digest): (id_, state) for outside, digest, id_, state in s.execute(query)}
    texts = same_id.gathered(rows)
    # Drafts of an import that was broken off are published with the rest.
    drafts: dict[str, int] = {}
    news: list[tuple[same_id.Gathered, Counter[str]]] = []
    held: list[int] = []

    def is_there(text: same_id.Gathered) -> bool:
        id_, state = there.get((text.outside, text.digest), ("", ""))
        if id_ and state != "published":
            drafts[id_] = len(text.rows)
        return bool(id_)

    for text in texts:
        if is_there(text):
            continue
        found = {
            n: _found(knowledge, str(row.get("title") or ""), str(row["text"]))
            for n, row in text.rows.items()
        }
        wait = [] if confirmed else [n for n, each in found.items() if holds(each)]
        held += wait
        rest = text.without(wait)
        if rest.rows and not (wait and is_there(rest)):
            news.append((rest, sum((Counter(found[n]) for n in rest.rows), Counter())))
    for part, done in _parts(news):
        with knowledge.store.writing() as s:
            drafts |= {_draft_text(s, base, text, found, actor): len(text.rows) for text, found in part}
        if progress:
            progress(done, len(news))
    _embed(knowledge, progress, documents=list(drafts))
    if publish:
        _publish(knowledge, base, actor, documents=list(drafts))
    added = sum(drafts.values())
    return Imported(
        added, len(rows) - len(held) - added, tuple(sorted(held)), documents=() if publish else tuple(drafts)
    )


def _draft_text(
    s: WriteSession, base: str, text: same_id.Gathered, found: Mapping[str, int], actor: Actor
) -> str:
    id_, outside = new_id(), text.outside
    chunks = text.chunks()
    document = Document(
        id=id_,
        external_id=outside,
        title=text.title,
        filename=outside[:300],
        media_type="text/plain",
        sha256=text.digest,
        size=text.size,
        state="importing",
        personal=dict(found) or None,
        passages_done=len(chunks),
        passages_total=len(chunks),
        base=base,
        line=actions.line_of(s, base, outside, outside) or id_,
        created_by=actor.id,
        created_at=now(),
    )
    s.add(document)
    s.flush()
    write_passages(s, id_, chunks)
    append(s, Verb.DOCUMENT_IMPORTED, actor=actor, subject=id_, external_id=outside, base=base)
    actions.became_readable(s, document, actor=actor)
    return id_


def _check_base(knowledge: KnowledgeBase, base: str, publish: bool) -> None:
    with knowledge.store.reading() as s:
        if publish and not bases.base(s, base).single_person:
            raise publishing.NeedsSecondPerson(base)
        bases.base(s, base)


def _embed(
    knowledge: KnowledgeBase,
    progress: Progress | None,
    *,
    documents: Sequence[str] = (),
    said: Sequence[str] = (),
) -> None:
    """Make the vectors now, into the cache: a publication then takes no time."""
    texts: list[str] = []
    for part, _ in _parts([*documents, *said]):
        ids = list(part)
        with knowledge.store.reading() as s:
            found = queries.proposed_entries(s, ids if documents else (), ids if said else ())
        texts += [entry.text for entry in found]
    for start in range(0, len(texts), _TEXTS_AT_ONCE):

        def report(done: int, total: int, start: int = start) -> None:
            if progress:
                progress(start + done, len(texts))

        knowledge.cache.get(texts[start : start + _TEXTS_AT_ONCE], report)


def _publish(
    knowledge: KnowledgeBase,
    base: str,
    actor: Actor,
    *,
    documents: Sequence[str] = (),
    said: Sequence[str] = (),
) -> None:
    for start in range(0, max(len(documents), len(said)), _VERSIONS_AT_ONCE):
        part = slice(start, start + _VERSIONS_AT_ONCE)
        with knowledge.store.writing() as s:
            begun = publishing.alone(s, base, documents=documents[part], pairs=said[part], by=actor).id
        publishing.finish(knowledge, begun)


def _found(knowledge: KnowledgeBase, *texts: str) -> dict[str, int]:
    return knowledge.screen.found(texts) if knowledge.screen is not None else {}


def _published_pairs(knowledge: KnowledgeBase, base: str) -> set[str]:
    with knowledge.store.reading() as s:
        return set(s.scalars(select(QaPair.id).where(QaPair.state == "published", QaPair.base == base)))


def _parts(rows: Sequence[Row]) -> Iterator[tuple[Iterable[Row], int]]:
    for start in range(0, len(rows), _ROWS_PER_ACT):
        part = rows[start : start + _ROWS_PER_ACT]
        yield part, start + len(part)


def _missing(number: int, name: str) -> BadInput:
    return BadInput(
        f"第 {number} 条缺少“{name}”，没有导入任何内容。",
        f"Row {number} lacks “{name}”; nothing was imported.",
    )
