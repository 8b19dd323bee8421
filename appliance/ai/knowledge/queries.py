"""Reads of the knowledge room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, bindparam, func, select

from appliance.ai.knowledge.in_force import published
from appliance.ai.knowledge.index.snapshot import ALWAYS, Entry
from appliance.ai.knowledge.readers.block import HEADING_SEPARATOR
from appliance.ai.knowledge.tables import (
    MAIN,
    Document,
    KnowledgeBaseRow,
    KnowledgeVersion,
    Passage,
    Publication,
    QaPair,
)
from appliance.core.store.column_types import to_ms
from appliance.core.store.prepared import Prepared

if TYPE_CHECKING:
    from appliance.core.store.session import ReadSession


_VERSION = Prepared(select(KnowledgeVersion.number).where(KnowledgeVersion.id == 1))
_BASE_VERSION = Prepared(select(KnowledgeBaseRow.version).where(KnowledgeBaseRow.name == bindparam("base")))


def version(s: ReadSession) -> int:
    """The number that rises with every change of what is published in any base."""
    return s.rows(_VERSION).scalar() or 0


def base_version(s: ReadSession, base: str) -> int:
    """The number that rises with every change of what is published in this base; 0 for an unknown one."""
    return s.rows(_BASE_VERSION, base=base).scalar() or 0


def documents(
    s: ReadSession, *, states: Sequence[str] | None = None, limit: int = 200, base: str | None = None
) -> list[Document]:
    """Documents (each version one), newest first; of all states and bases unless some are named."""
    query = select(Document).order_by(Document.created_at.desc(), Document.id.desc()).limit(limit)
    if states is not None:
        query = query.where(Document.state.in_(states))
    if base is not None:
        query = query.where(Document.base == base)
    return list(s.scalars(query))


def document(s: ReadSession, document_id: str) -> Document | None:
    """One document by our id."""
    return s.get(Document, document_id)


def document_by_external_id(s: ReadSession, external_id: str, base: str = MAIN) -> Document | None:
    """The document with the bank's own id, or file name without one: what is published, else the newest version."""
    query = select(Document).where(
        Document.base == base,
        Document.number > 0,
        (Document.external_id == external_id) | (Document.filename == external_id),
    )
    newest = query.order_by(Document.state == "published", Document.created_at, Document.id)
    return next(iter(reversed(s.scalars(newest).all())), None)


def passages(s: ReadSession, document_id: str) -> list[Passage]:
    """All passages of a document in reading order."""
    return list(
        s.scalars(select(Passage).where(Passage.document_id == document_id).order_by(Passage.ordinal))
    )


def passage(s: ReadSession, passage_id: str) -> Passage | None:
    """One passage, whatever became of its document: an old answer still shows what it rested on."""
    return s.get(Passage, passage_id)


def qa_pairs(
    s: ReadSession, *, states: Sequence[str] = ("published",), limit: int = 500, base: str | None = None
) -> list[QaPair]:
    """Qa pairs, newest first; of all bases unless one is named."""
    query = select(QaPair).where(QaPair.state.in_(states))
    if base is not None:
        query = query.where(QaPair.base == base)
    return list(s.scalars(query.order_by(QaPair.created_at.desc(), QaPair.id.desc()).limit(limit)))


def qa_pair(s: ReadSession, qa_id: str) -> QaPair | None:
    """One qa pair, published or withdrawn."""
    return s.get(QaPair, qa_id)


def counts(s: ReadSession, base: str | None = None) -> dict[str, int]:
    """How much is published, in one base or in all: `documents`, `passages`, `qa_pairs`."""
    published = Document.state == "published"
    pairs = QaPair.state == "published"
    if base is not None:
        published, pairs = published & (Document.base == base), pairs & (QaPair.base == base)
    return {
        "documents": s.scalar(select(func.count()).select_from(Document).where(published)) or 0,
        "passages": s.scalar(
            select(func.count())
            .select_from(Passage)
            .join(Document, Document.id == Passage.document_id)
            .where(published)
        )
        or 0,
        "qa_pairs": s.scalar(select(func.count()).select_from(QaPair).where(pairs)) or 0,
    }


def entries(s: ReadSession, base: str = MAIN) -> list[Entry]:
    """Everything that a search in this base may find, as the texts that are embedded and matched by words."""
    return _entries(
        s,
        published(s, Document, Document.state == "published") & (Document.base == base),
        published(s, QaPair, QaPair.state == "published") & (QaPair.base == base),
    )


def waiting_entries(s: ReadSession, base: str = MAIN) -> list[Entry]:
    """What is up for publishing: not found yet, but to be there at once when it is published."""
    rows = s.execute(
        select(Publication.documents, Publication.pairs).where(
            Publication.base == base, Publication.state.in_(("waiting", "checking"))
        )
    )
    return [entry for documents, pairs in rows for entry in proposed_entries(s, documents, pairs)]


def proposed_entries(s: ReadSession, documents: Sequence[str], pairs: Sequence[str]) -> list[Entry]:
    """The texts of these versions, published or not."""
    return _entries(s, Document.id.in_(documents), QaPair.id.in_(pairs))


def _entries(s: ReadSession, documents: ColumnElement[bool], pairs: ColumnElement[bool]) -> list[Entry]:
    rows = s.execute(
        select(
            Passage.id,
            Passage.text,
            Passage.heading,
            Document.title,
            Document.valid_from,
            Document.valid_until,
            Document.superseded_at,
        )
        .join(Document, Document.id == Passage.document_id)
        .where(documents)
        .order_by(Passage.id)
    )
    out = [
        Entry(f"p:{id_}", index_text(title, heading, text), _valid(since, *ends))
        for id_, text, heading, title, since, *ends in rows
    ]
    said = s.execute(
        select(
            QaPair.id,
            QaPair.question,
            QaPair.phrasings,
            QaPair.answer,
            QaPair.valid_from,
            QaPair.valid_until,
            QaPair.superseded_at,
        )
        .where(pairs)
        .order_by(QaPair.id)
    )
    for id_, question, phrasings, answer, since, *ends in said:
        valid = _valid(since, *ends)
        out.append(Entry(f"qa:{id_}:0", question, valid, answer))
        out += [Entry(f"qa:{id_}:{n}", each, valid) for n, each in enumerate(phrasings, 1)]
    return out


def _valid(since: datetime | None, *ends: datetime | None) -> tuple[int, int]:
    until = min((to_ms(end) for end in ends if end is not None), default=ALWAYS[1])
    return ALWAYS[0] if since is None else to_ms(since), until


def published_texts(s: ReadSession, bases: Sequence[str] = (MAIN,)) -> list[str]:
    """Every published passage as indexed, and every qa pair as question and answer; for counting words."""
    out = [entry.text for base in bases for entry in entries(s, base) if entry.key.startswith("p:")]
    pairs = s.execute(
        select(QaPair.question, QaPair.answer)
        .where(published(s, QaPair, QaPair.state == "published"), QaPair.base.in_(bases))
        .order_by(QaPair.id)
    )
    return out + [f"{question}\n{answer}" for question, answer in pairs]


def index_text(title: str, heading: str, text: str) -> str:
    """A passage as it is indexed.

    A row says "36 个月 2.35%" and only title and headings say of which product.
    """
    parts = [part for part in (title, *heading.split(HEADING_SEPARATOR)) if part]
    return f"{' '.join(dict.fromkeys(parts))}\n{text}" if parts else text
