"""Reads of the knowledge room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from appliance.ai.knowledge.hits import Hit, Source
from appliance.ai.knowledge.index.snapshot import Entry
from appliance.ai.knowledge.readers.block import HEADING_SEPARATOR, as_box
from appliance.ai.knowledge.tables import Document, KnowledgeVersion, Passage, QaPair

if TYPE_CHECKING:
    from appliance.core.store.session import ReadSession


def version(s: ReadSession) -> int:
    """The number that rises with every change of what is published."""
    return s.scalar(select(KnowledgeVersion.number).where(KnowledgeVersion.id == 1)) or 0


def documents(s: ReadSession, *, states: Sequence[str] | None = None, limit: int = 200) -> list[Document]:
    """Documents, newest first; all states unless some are named."""
    query = select(Document).order_by(Document.created_at.desc(), Document.id.desc()).limit(limit)
    if states is not None:
        query = query.where(Document.state.in_(states))
    return list(s.scalars(query))


def document(s: ReadSession, document_id: str) -> Document | None:
    """One document by our id."""
    return s.get(Document, document_id)


def document_by_external_id(s: ReadSession, external_id: str) -> Document | None:
    """The published document with the bank's own id, or file name without one."""
    query = select(Document).where(
        Document.state == "published",
        (Document.external_id == external_id) | (Document.filename == external_id),
    )
    return s.scalars(query.order_by(Document.created_at.desc())).first()


def passages(s: ReadSession, document_id: str) -> list[Passage]:
    """All passages of a document in reading order."""
    return list(
        s.scalars(select(Passage).where(Passage.document_id == document_id).order_by(Passage.ordinal))
    )


def passage(s: ReadSession, passage_id: str) -> Passage | None:
    """One passage, whatever became of its document: an old answer still shows what it rested on."""
    return s.get(Passage, passage_id)


def qa_pairs(s: ReadSession, *, states: Sequence[str] = ("published",), limit: int = 500) -> list[QaPair]:
    """Qa pairs, newest first."""
    query = select(QaPair).where(QaPair.state.in_(states))
    return list(s.scalars(query.order_by(QaPair.created_at.desc(), QaPair.id.desc()).limit(limit)))


def qa_pair(s: ReadSession, qa_id: str) -> QaPair | None:
    """One qa pair, published or withdrawn."""
    return s.get(QaPair, qa_id)


def counts(s: ReadSession) -> dict[str, int]:
    """How much is published: `documents`, `passages`, `qa_pairs`."""
    published = Document.state == "published"
    return {
        "documents": s.scalar(select(func.count()).select_from(Document).where(published)) or 0,
        "passages": s.scalar(
            select(func.count())
            .select_from(Passage)
            .join(Document, Document.id == Passage.document_id)
            .where(published)
        )
        or 0,
        "qa_pairs": s.scalar(select(func.count()).select_from(QaPair).where(QaPair.state == "published"))
        or 0,
    }


def entries(s: ReadSession) -> list[Entry]:
    """Everything that a search may find, as the texts that are embedded and matched by words."""
    rows = s.execute(
        select(Passage.id, Passage.text, Passage.heading, Document.title)
        .join(Document, Document.id == Passage.document_id)
        .where(Document.state == "published")
        .order_by(Passage.id)
    )
    out = [Entry(f"p:{id_}", index_text(title, heading, text)) for id_, text, heading, title in rows]
    pairs = s.execute(
        select(QaPair.id, QaPair.question, QaPair.phrasings)
        .where(QaPair.state == "published")
        .order_by(QaPair.id)
    )
    for id_, question, phrasings in pairs:
        out += [Entry(f"qa:{id_}:{n}", said) for n, said in enumerate([question, *phrasings])]
    return out


def published_texts(s: ReadSession) -> list[str]:
    """Every published passage as indexed, and every qa pair as question and answer; for counting words."""
    out = [entry.text for entry in entries(s) if entry.key.startswith("p:")]
    pairs = s.execute(
        select(QaPair.question, QaPair.answer).where(QaPair.state == "published").order_by(QaPair.id)
    )
    return out + [f"{question}\n{answer}" for question, answer in pairs]


def bases(s: ReadSession) -> list[str]:
    """Names of the knowledge bases that hold documents; `main` always."""
    return sorted({"main", *s.scalars(select(Document.base).distinct())})


def index_text(title: str, heading: str, text: str) -> str:
    """A passage as it is indexed.

    A row says "36 个月 2.35%" and only title and headings say of which product.
    """
    parts = [part for part in (title, *heading.split(HEADING_SEPARATOR)) if part]
    return f"{' '.join(dict.fromkeys(parts))}\n{text}" if parts else text


def published_hits(s: ReadSession, scored: Sequence[tuple[str, float, float, float]]) -> list[Hit]:
    """Hits for (`p:<id>` or `qa:<id>`, score, cosine, BM25) in the given order.

    What is not published falls out.
    """
    passage_ids = [target[2:] for target, *_ in scored if target.startswith("p:")]
    qa_ids = [target[3:] for target, *_ in scored if target.startswith("qa:")]
    found_passages = {
        row.id: (row, document)
        for row, document in s.execute(
            select(Passage, Document)
            .join(Document, Document.id == Passage.document_id)
            .where(Passage.id.in_(passage_ids), Document.state == "published")
        )
    }
    found_pairs = {
        pair.id: (pair, document)
        for pair, document in s.execute(
            select(QaPair, Document)
            .outerjoin(Document, Document.id == QaPair.source_document_id)
            .where(QaPair.id.in_(qa_ids), QaPair.state == "published")
        )
    }
    hits: list[Hit] = []
    for target, score, dense, bm25 in scored:
        if target[2:] in found_passages:
            hits.append(_passage_hit(*found_passages[target[2:]], (score, dense, bm25)))
        elif target[3:] in found_pairs:
            hits.append(_qa_hit(*found_pairs[target[3:]], (score, dense, bm25)))
    return hits


def _source(row: Passage, document: Document) -> Source:
    return Source(
        document.id,
        document.title,
        row.page,
        row.sheet,
        row.cell,
        row.heading,
        document.external_id,
        as_box(row.box) if row.box else None,
    )


def _passage_hit(row: Passage, document: Document, scores: tuple[float, float, float]) -> Hit:
    score, dense, bm25 = scores
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
        document_title=document.title,
        source=_source(row, document),
        passage_kind="row" if row.kind == "row" else "text",
        external_id=document.external_id,
        ocr_confidence=row.ocr_confidence,
    )


def _qa_hit(pair: QaPair, document: Document | None, scores: tuple[float, float, float]) -> Hit:
    score, dense, bm25 = scores
    title = pair.source_label or (document.title if document else "")
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
        document_title=document.title if document else title,
        source=Source(
            document.id if document else None,
            title,
            external_id=document.external_id if document else pair.external_id,
        ),
        question=pair.question,
        phrasings=tuple(pair.phrasings),
        external_id=pair.external_id,
    )
