"""A text that an answer rested on, in its surroundings: the version that was cited, whatever became of it since.

Rows of passages and pairs are never changed, so an old conversation shows what it showed then; `standing` says what has
become of it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from sqlalchemy import select

from appliance.ai.knowledge import bases, queries
from appliance.ai.knowledge.readers.block import Box, as_box
from appliance.ai.knowledge.rows import columns
from appliance.ai.knowledge.tables import Document, Passage, QaPair
from appliance.ai.knowledge.versions import is_over
from appliance.core.kit.clock import now
from appliance.core.kit.errors import NotFound

if TYPE_CHECKING:
    from datetime import datetime

    from appliance.core.store.session import ReadSession

Standing = Literal["current", "superseded", "withdrawn", "over"]

ON_PAGE: Final = 14
"""Passages shown before and after the cited one, of the same page or sheet."""
AROUND: Final = 3
"""The same where a format has neither."""


@dataclass(frozen=True)
class Near:
    """One passage of the surroundings. `cells`: (column, value) of a table row, empty for text."""

    id: str
    text: str
    heading: str
    here: bool
    box: Box | None = None
    cells: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Group:
    """Neighbours that are shown as one: rows of one table with its `columns`, or paragraphs (no columns)."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[Near, ...]


@dataclass(frozen=True)
class Cited:
    """What was cited. `question` only for a pair, whose answer is then the one passage of `near`.

    `until`: when another version took its place or its time ended, where that is known.
    """

    document_id: str | None
    title: str
    number: int
    audience: str
    standing: Standing
    published_at: datetime | None
    until: datetime | None
    near: tuple[Near, ...]
    page: int | None = None
    sheet: str | None = None
    cell: str | None = None
    question: str = ""
    rests: Cited | None = None
    """What a pair was made from, where that is known and was published."""

    def groups(self) -> Iterator[Group]:
        """The surroundings as they are shown."""
        for (heading, row), rows in itertools.groupby(
            self.near, key=lambda one: (one.heading, bool(one.cells))
        ):
            found = tuple(rows)
            names = dict.fromkeys(name for one in found for name, _ in one.cells) if row else {}
            yield Group(heading, tuple(names), found)

    def boxes(self) -> list[Near]:
        """Those whose place on the page is known; empty unless the cited one's is."""
        known = [one for one in self.near if one.box is not None]
        return known if any(one.here for one in known) else []

    def alone(self) -> Cited:
        """Without its surroundings: what was said may be shown again, what stood beside it was taken back."""
        return replace(self, near=tuple(one for one in self.near if one.here))


def cited(s: ReadSession, passage_id: str | None, qa_id: str | None) -> Cited:
    """A passage with what stands around it, or a pair. Raises `NotFound` for neither, or what was never published."""
    if passage_id:
        found = queries.passage(s, passage_id)
        document = s.get(Document, found.document_id) if found is not None else None
        if found is not None and document is not None and document.published_at is not None:
            return _of_passage(s, document, found)
    pair = queries.qa_pair(s, qa_id) if qa_id else None
    if pair is not None and pair.published_at is not None:
        return _of_pair(s, pair)
    raise NotFound("这处出处已不再保存。", "This source is no longer kept.")


def _of_passage(s: ReadSession, document: Document, found: Passage) -> Cited:
    standing, until = _standing(s, document)
    return Cited(
        document.id,
        document.title or document.filename,
        document.number,
        bases.base(s, document.base).audience,
        standing,
        document.published_at,
        until,
        tuple(_near(one, found.id) for one in _around(s, found)),
        found.page,
        found.sheet,
        found.cell,
    )


def _of_pair(s: ReadSession, pair: QaPair) -> Cited:
    standing, until = _standing(s, pair)
    source = s.get(Document, pair.source_document_id) if pair.source_document_id else None
    title = pair.source_label or (source.title if source is not None else "")
    words = Near(pair.id, pair.answer, "", here=True)
    return Cited(
        None,
        title,
        pair.number,
        bases.base(s, pair.base).audience,
        standing,
        pair.published_at,
        until,
        (words,),
        question=pair.question,
        rests=_rests(s, pair),
    )


def _rests(s: ReadSession, pair: QaPair) -> Cited | None:
    made_from = queries.passage(s, pair.source_passages[0]) if pair.source_passages else None
    document = s.get(Document, made_from.document_id) if made_from is not None else None
    if made_from is None or document is None or document.published_at is None:
        return None
    found = _of_passage(s, document, made_from)
    return found if found.standing != "withdrawn" and document.base == pair.base else None


def _around(s: ReadSession, found: Passage) -> Sequence[Passage]:
    most = ON_PAGE if found.page is not None or found.sheet is not None else AROUND
    query = select(Passage).where(
        Passage.document_id == found.document_id,
        Passage.ordinal.between(found.ordinal - most, found.ordinal + most),
        Passage.page.is_not_distinct_from(found.page),
        Passage.sheet.is_not_distinct_from(found.sheet),
    )
    return s.scalars(query.order_by(Passage.ordinal)).all()


def _near(one: Passage, cited_id: str) -> Near:
    cells: Iterable[tuple[str, str]] = columns(one.text) if one.kind == "row" else ()
    box = as_box(one.box) if one.box else None
    return Near(one.id, one.text, one.heading, one.id == cited_id, box, tuple(cells))


def _standing(s: ReadSession, row: Document | QaPair) -> tuple[Standing, datetime | None]:
    at = now()
    if row.state == "published":
        if row.superseded_at is not None and row.superseded_at <= at:
            return "superseded", row.superseded_at
        if is_over(row, at):
            return "over", row.valid_until
        return "current", None
    if row.replaced_by is None:
        return "withdrawn", None
    by = row.replaced_by
    new = s.get(Document, by) if isinstance(row, Document) else s.get(QaPair, by)
    return "superseded", new.published_at if new is not None else None
