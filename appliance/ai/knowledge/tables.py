"""Rows of the knowledge room. The texts are the bank's own published words, not personal data."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from appliance.core.store.base import Base
from appliance.core.store.column_types import Json, UtcMs


class Document(Base):
    """A file or text that the bank gave. `state`: importing | draft | published | failed | withdrawn."""

    __tablename__ = "documents"
    __table_args__ = (Index("ix_documents_base_state", "base", "state"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    external_id: Mapped[str | None] = mapped_column(String(200), index=True)
    title: Mapped[str] = mapped_column(String(300))
    filename: Mapped[str] = mapped_column(String(300))
    media_type: Mapped[str] = mapped_column(String(100))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    pages: Mapped[int] = mapped_column(default=0)
    size: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(12))
    publish: Mapped[bool] = mapped_column(default=True)
    """Whether the import ends in `published` (else in `draft`); kept so that a broken import can go on."""
    personal: Mapped[dict[str, int] | None] = mapped_column(Json)
    """Kinds of personal data found in it at the import, with counts; `screen` says which of them make it wait."""
    findings: Mapped[list[dict[str, Any]] | None] = mapped_column(Json)
    """What the reader noticed, each as `Finding.kept` makes it, excerpts masked; some kinds make it wait likewise."""
    error: Mapped[str | None] = mapped_column(Text)
    error_en: Mapped[str | None] = mapped_column(Text)
    pages_done: Mapped[int] = mapped_column(default=0)
    """How far the reading is, while it is being imported; `pages` is then how many there are to read."""
    passages_done: Mapped[int] = mapped_column(default=0)
    passages_total: Mapped[int] = mapped_column(default=0)
    base: Mapped[str] = mapped_column(String(60), default="main")
    created_by: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UtcMs)
    published_at: Mapped[datetime | None] = mapped_column(UtcMs)


class Passage(Base):
    """A piece of a document that can be cited; never changed after it was written. `kind`: text | row."""

    __tablename__ = "passages"
    __table_args__ = (Index("ix_passages_document_ordinal", "document_id", "ordinal", unique=True),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"))
    ordinal: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    heading: Mapped[str] = mapped_column(Text, default="")
    page: Mapped[int | None]
    sheet: Mapped[str | None] = mapped_column(String(100))
    cell: Mapped[str | None] = mapped_column(String(30))
    kind: Mapped[str] = mapped_column(String(10), default="text")
    lang: Mapped[str] = mapped_column(String(5))
    box: Mapped[list[float] | None] = mapped_column(Json)
    """Where it stands on its page: left, top, right, bottom as shares of width and height."""
    ocr_confidence: Mapped[float | None]
    """0 to 1, its least sure line, when it was read from a picture."""


class QaPair(Base):
    """A question with its approved answer; a change makes a new row. `state`: published | withdrawn."""

    __tablename__ = "qa_pairs"
    __table_args__ = (
        # One published pair per outside id; withdrawn ones stay as the record of what was said.
        Index(
            "uq_qa_pairs_external_published",
            "external_id",
            unique=True,
            sqlite_where=text("state = 'published'"),
        ),
        Index("ix_qa_pairs_state", "state"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    external_id: Mapped[str | None] = mapped_column(String(200))
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    phrasings: Mapped[list[str]] = mapped_column(Json)
    lang: Mapped[str] = mapped_column(String(5))
    source_document_id: Mapped[str | None] = mapped_column(ForeignKey("documents.id"))
    source_label: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[str] = mapped_column(String(12))
    created_by: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UtcMs)


class EmbeddingCache(Base):
    """The vector of a text (float32, little endian), found by a hash of embedder name and text."""

    __tablename__ = "embedding_cache"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class KnowledgeVersion(Base):
    """One row, raised in every transaction that changes what is published.

    Tells indexes that they are stale.
    """

    __tablename__ = "knowledge_version"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(default=0)
