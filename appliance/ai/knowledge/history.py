"""Versions of one document or pair, and what two of them differ in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from appliance.ai.knowledge import actions, bases, queries
from appliance.ai.knowledge.diff import Difference, Words, diff, words
from appliance.ai.knowledge.tables import MAIN, Document, QaPair
from appliance.core.kit.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from appliance.core.store.session import ReadSession


def versions(s: ReadSession, line: str) -> list[Document]:
    """All versions of a document that could be read, newest first."""
    query = select(Document).where(Document.line == line, Document.number > 0)
    return list(s.scalars(query.order_by(Document.number.desc())))


def pair_versions(s: ReadSession, line: str) -> list[QaPair]:
    """All versions of a pair, newest first."""
    return list(s.scalars(select(QaPair).where(QaPair.line == line).order_by(QaPair.number.desc())))


def named(s: ReadSession, name: str, base: str = MAIN) -> Document:
    """A document by our id, the bank's id or its file name: the version in force, else the newest.

    Raises `NotFound`, `NoSuchBase`.
    """
    bases.base(s, base)
    found = queries.document(s, name) or queries.document_by_external_id(s, name, base)
    if found is None:
        raise NotFound(f"知识库“{base}”里没有“{name}”。", f"There is no “{name}” in the base “{base}”.")
    return found


def numbered(s: ReadSession, line: str, number: int) -> Document:
    """One version by its number. Raises `NotFound`."""
    query = select(Document).where(Document.line == line, Document.number == number, Document.number > 0)
    found = s.scalars(query).first()
    if found is None:
        raise NotFound(f"没有第 {number} 版。", f"There is no version {number}.")
    return found


def against(rows: Sequence[Document], version: Document) -> Document | None:
    """What a version is compared with: the one in force when that is another, else the one before it."""
    for row in rows:
        if row.state == "published" and row.id != version.id and version.state != "published":
            return row
    return next((row for row in rows if row.number < version.number), None)


def difference(s: ReadSession, before: str, after: str) -> Difference:
    """What differs between two versions, by id. Raises `NotFound`."""
    actions.document(s, before)
    actions.document(s, after)
    return diff(queries.passages(s, before), queries.passages(s, after))


def pair_words(old: QaPair, new: QaPair) -> dict[str, tuple[tuple[Words, ...], tuple[Words, ...]]]:
    """Question and answer of two versions of a pair, in stretches with what differs marked."""
    return {
        "question": words(old.question, new.question),
        "answer": words(old.answer, new.answer),
        "phrasings": words("\n".join(old.phrasings), "\n".join(new.phrasings)),
    }
