"""From what a search has ranked, ids and scores, to hits with their words and places: two prepared reads of the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Table, bindparam, select

from appliance.ai.knowledge.hits import Hit, Source
from appliance.ai.knowledge.in_force import AS_IF, in_force, published
from appliance.ai.knowledge.readers.block import as_box
from appliance.ai.knowledge.tables import Document, Passage, QaPair
from appliance.core.kit import clock
from appliance.core.store.prepared import Prepared, among

if TYPE_CHECKING:
    from appliance.core.store.session import ReadSession


# Plain columns, made once: objects of sixteen passages and their documents cost more than the search itself.
_AT: Any = bindparam("at", type_=QaPair.valid_from.type)
_TEXTS = (
    select(
        cast(Table, Passage.__table__),
        Document.title,
        Document.external_id.label("outside"),
        Document.filename,
        Document.base.label("base"),
    )
    .join(Document, Document.id == Passage.document_id)
    .where(among(Passage.id, "ids"))
)
_PAIRS = (
    select(
        cast(Table, QaPair.__table__),
        Document.id.label("source_id"),
        Document.title.label("source_title"),
        Document.external_id.label("source_outside"),
    )
    .outerjoin(Document, Document.id == QaPair.source_document_id)
    .where(among(QaPair.id, "ids"))
)
_TEXTS_NOW = Prepared(_TEXTS.where(in_force(Document, _AT)))
_PAIRS_NOW = Prepared(_PAIRS.where(in_force(QaPair, _AT)))


def published_hits(
    s: ReadSession, scored: Sequence[tuple[str, float, float, float]], at: datetime | None = None
) -> list[Hit]:
    """Hits for (`p:<id>` or `qa:<id>`, score, cosine, BM25) in the given order.

    What is not published, or not valid `at` that time (now), falls out.
    """
    at = at or clock.now()
    passage_ids = [target[2:] for target, *_ in scored if target.startswith("p:")]
    qa_ids = [target[3:] for target, *_ in scored if target.startswith("qa:")]
    texts: Any = _TEXTS_NOW
    pairs: Any = _PAIRS_NOW
    if AS_IF in s.info:
        texts = _TEXTS.where(published(s, Document, in_force(Document, _AT)))
        pairs = _PAIRS.where(published(s, QaPair, in_force(QaPair, _AT)))
    found: dict[str, Any] = {f"p:{row.id}": row for row in s.rows(texts, ids=passage_ids, at=at)}
    found |= {f"qa:{row.id}": row for row in s.rows(pairs, ids=qa_ids, at=at)}
    hits: list[Hit] = []
    for target, score, dense, bm25 in scored:
        row = found.get(target)
        if row is not None:
            made = _passage_hit if target.startswith("p:") else _qa_hit
            hits.append(made(row, (score, dense, bm25)))
    return hits


def _passage_hit(row: Any, scores: tuple[float, float, float]) -> Hit:
    score, dense, bm25 = scores
    source = Source(
        row.document_id,
        row.title,
        row.page,
        row.sheet,
        row.cell,
        row.heading,
        row.outside,
        as_box(row.box) if row.box else None,
        passage_id=row.id,
    )
    return Hit(
        kind="passage",
        passage_id=row.id,
        qa_id=None,
        text=row.text,
        heading=row.heading,
        lang=row.lang,
        score=score,
        dense=dense,
        bm25=bm25,
        document_title=row.title,
        source=source,
        passage_kind="row" if row.kind == "row" else "text",
        external_id=row.outside or row.filename,
        ocr_confidence=row.ocr_confidence,
        base=row.base,
    )


def _qa_hit(pair: Any, scores: tuple[float, float, float]) -> Hit:
    score, dense, bm25 = scores
    title = pair.source_label or pair.source_title or ""
    known = pair.source_id is not None
    return Hit(
        kind="qa",
        passage_id=None,
        qa_id=pair.id,
        text=pair.answer,
        heading="",
        lang=pair.lang,
        score=score,
        dense=dense,
        bm25=bm25,
        document_title=pair.source_title if known else title,
        source=Source(
            pair.source_id,
            title,
            external_id=pair.source_outside if known else pair.external_id,
            qa_id=pair.id,
        ),
        question=pair.question,
        phrasings=tuple(pair.phrasings),
        external_id=pair.external_id,
        base=pair.base,
    )
