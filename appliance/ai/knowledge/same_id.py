"""Rows of one import that bear one id: the texts, or the pairs, of one thing. All of them stay and are found under that id.

Between imports an id says what is replaced, within one it gathers: wordings of an intent, passages of a text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from appliance.ai.knowledge.chunking import Chunk, chunk
from appliance.ai.knowledge.readers.block import Block
from appliance.ai.knowledge.tables import QaPair

if TYPE_CHECKING:
    from appliance.core.store.session import ReadSession

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Gathered:
    """The rows of one id by their numbers (from 1), in their order, none twice."""

    outside: str
    rows: Mapping[int, Row]

    def without(self, numbers: Sequence[int]) -> Gathered:
        """The rest of it."""
        return Gathered(self.outside, {n: row for n, row in self.rows.items() if n not in numbers})

    @property
    def title(self) -> str:
        """The one that all rows share; none where they differ."""
        titles = {_title(row) for row in self.rows.values()}
        return titles.pop()[:300] if len(titles) == 1 else ""

    @property
    def size(self) -> int:
        """Bytes of its texts."""
        return sum(len(str(row["text"]).encode()) for row in self.rows.values())

    @property
    def digest(self) -> str:
        """Tells whether anything of it has changed; the order of its rows is nothing."""
        each = sorted(_digest(row) for row in self.rows.values())
        return each[0] if len(each) == 1 else hashlib.sha256("\n".join(each).encode()).hexdigest()

    def chunks(self) -> list[Chunk]:
        """Its passages, each of one row; a title that is not everyone's heads its own."""
        shared = self.title
        return [
            piece
            for row in self.rows.values()
            for piece in chunk([Block(str(row["text"]), "" if shared else _title(row))])
        ]


class Line(NamedTuple):
    """What a row of pairs continues: the version with this id of ours, or (`apart`) none of those with its outside id."""

    changes: str | None = None
    apart: bool = False


def gathered(rows: Sequence[Row]) -> list[Gathered]:
    """Rows with `id` and `text` by their ids, in the order of their first."""
    by_id: dict[str, dict[str, tuple[int, Row]]] = {}
    for number, row in enumerate(rows, 1):
        by_id.setdefault(str(row["id"]), {}).setdefault(_digest(row), (number, row))
    return [Gathered(outside, dict(its.values())) for outside, its in by_id.items()]


def distinct(rows: Sequence[Row]) -> dict[int, Row]:
    """Rows of pairs by their numbers (from 1); one that says again what another of its id has said is left out."""
    first: dict[str, int] = {}
    for number, row in enumerate(rows, 1):
        said = json.dumps(row, sort_keys=True, default=str) if row.get("id") is not None else str(number)
        first.setdefault(said, number)
    return {number: rows[number - 1] for number in first.values()}


def lines(s: ReadSession, base: str, rows: Sequence[Row]) -> list[Line]:
    """What each row continues. Several of one id continue the pairs of that id that ask the same, then the others in
    their order; what is left over is new. What the import does not name again stays as it is.
    """
    query = select(QaPair.external_id, QaPair.line, QaPair.id, QaPair.question).where(
        QaPair.base == base, QaPair.external_id.is_not(None)
    )
    held: dict[str, dict[str, tuple[str, str]]] = {}
    for outside, line, id_, question in s.execute(query.order_by(QaPair.number, QaPair.id)):
        held.setdefault(str(outside), {})[line] = (id_, question)
    by_id: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        if row.get("id") is not None:
            by_id.setdefault(str(row["id"]), []).append(place)
    out = [Line()] * len(rows)
    for outside, places in by_id.items():
        there = list(held.get(outside, {}).values())
        if len(places) == 1 and len(there) < 2:
            continue
        for place in places:
            asked = str(rows[place]["question"]).strip()
            same = next((one for one in there if one[1] == asked), None)
            if same is not None:
                there.remove(same)
                out[place] = Line(changes=same[0])
        for place in places:
            if out[place].changes is None:
                out[place] = Line(changes=there.pop(0)[0]) if there else Line(apart=True)
    return out


def _title(row: Row) -> str:
    return str(row.get("title") or "").strip()


def _digest(row: Row) -> str:
    return hashlib.sha256(f"{row.get('title') or ''}\n{row['text']}".encode()).hexdigest()
