"""Exact words in the bank's texts, whatever became of them so far: a manual can be looked into before its vectors are made.

For people who work on the knowledge. What visitors are answered from is searched by `retrieve`, which knows published texts only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import ColumnElement, or_, select

from appliance.ai.knowledge.hits import Source
from appliance.ai.knowledge.readers.block import as_box
from appliance.ai.knowledge.tables import Document, Passage
from appliance.core.kit.errors import BadInput

if TYPE_CHECKING:
    from appliance.core.store.session import ReadSession

LIVE: Final = ("importing", "draft", "reviewed", "published")
MOST_WORDS: Final = 12
SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Place:
    """A passage that holds all the words; `state` and `number` are its version's (0 while it is being imported)."""

    document_id: str
    passage_id: str
    state: str
    number: int
    text: str
    source: Source


def in_text(
    s: ReadSession,
    words: str,
    *,
    base: str | None = None,
    states: Sequence[str] = LIVE,
    limit: int = SHOWN,
) -> list[Place]:
    """Passages in whose text or headings every one of the words stands as it is, capitals aside; newest version first.

    Words are parted by spaces. Withdrawn and failed versions are left out. Raises `BadInput` without a word or with too many.
    """
    parts = list(dict.fromkeys(words.split()))
    if not parts or len(parts) > MOST_WORDS:
        raise BadInput(
            f"请输入 1 到 {MOST_WORDS} 个词，以空格分开。", f"Give 1 to {MOST_WORDS} words, parted by spaces."
        )
    query = (
        select(Passage, Document)
        .join(Document, Document.id == Passage.document_id)
        .where(Document.state.in_(states), *map(_holds, parts))
        .order_by(Document.created_at.desc(), Document.id.desc(), Passage.ordinal)
        .limit(limit)
    )
    if base is not None:
        query = query.where(Document.base == base)
    return [_place(passage, document) for passage, document in s.execute(query)]


def _holds(word: str) -> ColumnElement[bool]:
    return or_(
        Passage.text.icontains(word, autoescape=True), Passage.heading.icontains(word, autoescape=True)
    )


def _place(passage: Passage, document: Document) -> Place:
    box = as_box(passage.box) if passage.box else None
    source = Source(
        document.id,
        document.title,
        passage.page,
        passage.sheet,
        passage.cell,
        passage.heading,
        document.external_id,
        box,
    )
    return Place(document.id, passage.id, document.state, document.number, passage.text, source)
