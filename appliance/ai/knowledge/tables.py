"""Rows of the knowledge room. The texts are the bank's own published words, not personal data."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from appliance.core.store.base import Base, standing
from appliance.core.store.column_types import Json, UtcMs

MAIN = "main"
"""The base that is always there: what was imported before there were several, and what nobody said otherwise of."""


class KnowledgeBaseRow(Base):
    """A knowledge base: a business line, an audience, a language. `audience`: visitor | staff.

    `single_person`: whoever writes here publishes as well, for demonstration and evaluation; set when it is made and
    never changed. `version` rises in every transaction that changes what is published in it.
    """

    __tablename__ = "knowledge_bases"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    title_zh: Mapped[str] = mapped_column(String(120))
    title_en: Mapped[str] = mapped_column(String(120))
    lang: Mapped[str] = mapped_column(String(5), default="")
    audience: Mapped[str] = mapped_column(String(10), default="visitor")
    single_person: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=0)
    created_by: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UtcMs)


standing(
    KnowledgeBaseRow.__table__,  # type: ignore[arg-type]
    "INSERT OR IGNORE INTO knowledge_bases"
    " (name, title_zh, title_en, lang, audience, single_person, version, created_by, created_at)"
    " VALUES ('main', '主知识库', 'Main', '', 'visitor', 0, 0, 'system', CAST(strftime('%s', 'now') AS INTEGER) * 1000)",
)


class ChannelBase(Base):
    """The bases that a channel's visitors are answered from, first to last; a channel without rows uses `main`."""

    __tablename__ = "channel_bases"

    channel: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    base: Mapped[str] = mapped_column(ForeignKey("knowledge_bases.name"))


class Versioned:
    """Columns of what exists in versions. Those of one thing share its `line` and count up by `number`.

    Published is found from `valid_from` until `valid_until` or `superseded_at` (when a version published in advance takes
    over), by the clock.
    """

    base: Mapped[str] = mapped_column(String(60), default=MAIN)
    line: Mapped[str] = mapped_column(String(26))
    valid_from: Mapped[datetime | None] = mapped_column(UtcMs)
    valid_until: Mapped[datetime | None] = mapped_column(UtcMs)
    superseded_at: Mapped[datetime | None] = mapped_column(UtcMs)
    created_by: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UtcMs)
    reviewed_by: Mapped[str | None] = mapped_column(String(60))
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcMs)
    published_at: Mapped[datetime | None] = mapped_column(UtcMs)
    replaced_by: Mapped[str | None] = mapped_column(String(26))
    """The version that took its place, when that is why it was withdrawn."""


class Document(Versioned, Base):
    """One version of a file or text that the bank gave.

    `state`: importing | draft | reviewed | published | withdrawn | failed. `number` counts from 1 (0 until it has been read).
    """

    __tablename__ = "documents"
    __table_args__ = (
        Index("ix_documents_base_state", "base", "state"),
        Index("ix_documents_line", "line"),
        Index("uq_documents_version", "line", "number", unique=True, sqlite_where=text("number > 0")),
    )

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
    number: Mapped[int] = mapped_column(default=0)


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


class SeenPage(Base):
    """What OCR has read on a page of a document while it is being imported; gone when the import has ended.

    `lines`: `{"text", "box", "ocr"}` each, as read, not yet looked at for personal data.
    """

    __tablename__ = "seen_pages"

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    lines: Mapped[list[dict[str, Any]]] = mapped_column(Json)


class QaPair(Versioned, Base):
    """One version of a question with its approved answer; a change makes a new row of the same `line`.

    `state`: draft | reviewed | published | withdrawn. `origin`: written | imported | generated | proposed.
    """

    __tablename__ = "qa_pairs"
    __table_args__ = (
        Index("uq_qa_pairs_version", "line", "number", unique=True),
        Index("ix_qa_pairs_base_state", "base", "state"),
        Index("ix_qa_pairs_external_id", "base", "external_id"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    external_id: Mapped[str | None] = mapped_column(String(200))
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    phrasings: Mapped[list[str]] = mapped_column(Json)
    lang: Mapped[str] = mapped_column(String(5))
    source_document_id: Mapped[str | None] = mapped_column(ForeignKey("documents.id"))
    source_label: Mapped[str] = mapped_column(String(300), default="")
    source_passages: Mapped[list[str] | None] = mapped_column(Json)
    """Ids of the passages that it was made from, when it was made from some."""
    state: Mapped[str] = mapped_column(String(12))
    origin: Mapped[str] = mapped_column(String(12), default="written")
    personal: Mapped[dict[str, int] | None] = mapped_column(Json)
    """Kinds of personal data found in its words, with counts."""
    number: Mapped[int] = mapped_column(default=1)


class Publication(Base):
    """What is to be published together, at one moment: versions of documents and of pairs of one base.

    `state`: waiting (for a second person) | checking | published | stopped (a check refused) | refused | withdrawn.
    `approval_id` is None where one person is enough. `override`: published whatever the checks say. `found` is what the
    checks said, one `{"check", "ok", "zh", "en", "detail"}` each.
    """

    __tablename__ = "publications"
    __table_args__ = (Index("ix_publications_state", "state"), Index("ix_publications_base", "base", "state"))

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    base: Mapped[str] = mapped_column(ForeignKey("knowledge_bases.name"))
    documents: Mapped[list[str]] = mapped_column(Json)
    pairs: Mapped[list[str]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(12))
    approval_id: Mapped[str | None] = mapped_column(String(26), index=True)
    override: Mapped[bool] = mapped_column(default=False)
    found: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    created_by: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UtcMs)
    ended_at: Mapped[datetime | None] = mapped_column(UtcMs)


class KnowledgeTask(Base):
    """Long work that somebody began on a page, as the page shows it. `kind`: pairs | questions; `subject` is what it is about.

    `state`: waiting | working | done | failed. `result` are counts and ids, no words.
    """

    __tablename__ = "knowledge_tasks"
    __table_args__ = (Index("ix_knowledge_tasks_subject", "subject", "created_at"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    subject: Mapped[str] = mapped_column(String(26))
    base: Mapped[str] = mapped_column(ForeignKey("knowledge_bases.name"))
    state: Mapped[str] = mapped_column(String(12))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any] | None] = mapped_column(Json)
    error: Mapped[str | None] = mapped_column(Text)
    error_en: Mapped[str | None] = mapped_column(Text)
    created_by: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UtcMs)
    ended_at: Mapped[datetime | None] = mapped_column(UtcMs)


class Synonyms(Base):
    """The groups of words that mean the same in a base, one row for each change; the highest `number` holds.

    They help to find a text; they never decide that it answers.
    """

    __tablename__ = "synonyms"

    base: Mapped[str] = mapped_column(ForeignKey("knowledge_bases.name"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    groups: Mapped[list[list[str]]] = mapped_column(Json)
    created_by: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UtcMs)


class EmbeddingCache(Base):
    """The vector of a text (float32, little endian), found by a hash of embedder name and text."""

    __tablename__ = "embedding_cache"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class ScreenedText(Base):
    """Kinds of personal data found in a text, with counts, by a hash of the text and of what looked for them."""

    __tablename__ = "screened_texts"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    found: Mapped[dict[str, int]] = mapped_column(Json)


class KnowledgeVersion(Base):
    """One row, raised in every transaction that changes what is published in any base.

    Tells indexes that they are stale; `KnowledgeBaseRow.version` says which.
    """

    __tablename__ = "knowledge_version"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(default=0)
