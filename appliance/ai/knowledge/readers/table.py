"""One shape for tables of every format: a grid in, rows with their header repeated out.

Merged cells arrive as cells that share one `origin`; their text is said once in a row and again in each
row they span.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

_VALUE = re.compile(
    r"[¥￥$€]?\s*[-+]?\d[\d,]*(\.\d+)?\s*(%|‰|元|万元|亿元|美元|年|个月|月|天|日|笔|次|户|份|期|bp|BP)?(/\S+)?"
    r"|\d{4}[-/.年]\d{1,2}([-/.月]\d{1,2}日?)?|[\d\-+() ]{5,}|\d{1,2}:\d{2}.*"
)
_NOTE = re.compile(r"^\s*(注|备注|说明|附注|提示|\*|※|note)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cell:
    """`ref` is a spreadsheet reference or None; cells of one merged area share `origin`."""

    text: str
    origin: tuple[int, int]
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One thing said by a table.

    A `row`, or a `note` under it; `title` is the title or section it stands under.
    """

    kind: Literal["row", "note"]
    text: str
    title: str
    ref: str | None = None


Grid = Sequence[Sequence[Cell]]


def grid_of(rows: Sequence[Sequence[str | None]]) -> list[list[Cell]]:
    """A grid without merged cells."""
    return [
        [Cell(" ".join((text or "").split()), (r, c)) for c, text in enumerate(row)]
        for r, row in enumerate(rows)
    ]


def read_table(grid: Grid, header: list[str] | None = None) -> tuple[list[Item], list[str] | None]:
    """Items of the grid, and the header in force at its end.

    A table may go on overleaf without repeating its header: pass it on as `header`.
    """
    width = max((len(_distinct(row)) for row in grid), default=0)
    items: list[Item] = []
    title = section = ""
    after_blank = True
    index = 0
    while index < len(grid):
        row = grid[index]
        cells = _distinct(row)
        if not cells:
            after_blank, index = True, index + 1
            continue
        if len(cells) == 1 and width > 1:
            text = cells[0].text
            if _NOTE.match(text) or len(text) > 40 or index == len(grid) - 1:
                items.append(Item("note", text, title, cells[0].ref))
            elif after_blank:
                title, section = text, ""
            else:
                section = text
            index += 1
            continue
        opens = header is None or after_blank or _resembles(row, header)
        if width > 1 and opens and _starts_table(row, width, first=header is None):
            depth = _header_depth(grid, index)
            header = _header_texts(grid[index : index + depth])
            after_blank, section, index = False, "", index + depth
            continue
        after_blank = False
        index += 1
        if header is not None and [cell.text for cell in cells] == [text for text in header if text]:
            continue
        text = _say(row, header, width)
        place = " ".join(part for part in (title, section) if part)
        items.append(Item("row" if width > 1 else "note", text, place, _range(cells)))
    if not items and header is not None and grid:
        # Nothing but a head: its words are all there is.
        items.append(Item("note", "; ".join(text for text in header if text), title))
    return items, header


def is_value(text: str) -> bool:
    """True for amounts, rates, dates, counts and numbers: what stands in a body, not in a header."""
    return _VALUE.fullmatch(text.strip()) is not None


def _distinct(row: Sequence[Cell]) -> list[Cell]:
    seen: set[tuple[int, int]] = set()
    out = []
    for cell in row:
        if cell.text and cell.origin not in seen:
            seen.add(cell.origin)
            out.append(cell)
    return out


def _starts_table(row: Sequence[Cell], width: int, *, first: bool) -> bool:
    """A header has no values; the first row of a wide table is one anyway ("term, 1 year, 2 years")."""
    texts = [cell.text for cell in _distinct(row)]
    if width == 2:
        return len(texts) == 2 and all(len(t) <= 12 and not re.search(r"\d", t) for t in texts)
    if any(len(text) > 40 for text in texts):
        return False
    return not any(is_value(text) for text in texts) or (first and not is_value(texts[0]) and len(texts) > 2)


def _resembles(row: Sequence[Cell], header: Sequence[str]) -> bool:
    """True for a second header further down: it shares column names with the first, but not all."""
    same = sum(1 for cell, name in zip(row, header, strict=False) if cell.text and cell.text == name)
    return same >= 2 and same < len(_distinct(row))


def _header_depth(grid: Grid, index: int) -> int:
    row, depth = grid[index], 1
    for column, cell in enumerate(row):
        span = 1
        while (
            index + span < len(grid)
            and column < len(grid[index + span])
            and grid[index + span][column].origin == cell.origin
        ):
            span += 1
        if cell.text:
            depth = max(depth, span)
    grouped = any(a.origin == b.origin and a.text for a, b in itertools.pairwise(row))
    if depth == 1 and grouped and index + 1 < len(grid):
        below = _distinct(grid[index + 1])
        if len(below) >= 2 and not any(is_value(cell.text) for cell in below):
            depth = 2
    return min(depth, 3)


def _header_texts(rows: Sequence[Sequence[Cell]]) -> list[str]:
    texts = []
    for column in range(max(len(row) for row in rows)):
        parts: list[str] = []
        for row in rows:
            text = row[column].text if column < len(row) else ""
            if text and text not in parts:
                parts.append(text)
        texts.append("/".join(parts))
    return texts


def _say(row: Sequence[Cell], header: list[str] | None, width: int) -> str:
    if header is None:
        texts = [cell.text for cell in _distinct(row)]
        return "=".join(texts) if width == 2 and len(texts) == 2 else "; ".join(texts)
    said: dict[tuple[int, int], tuple[list[str], str]] = {}
    for column, cell in enumerate(row):
        if not cell.text:
            continue
        names, _ = said.setdefault(cell.origin, ([], cell.text))
        name = header[column] if column < len(header) else ""
        if name and name not in names:
            names.append(name)
    return "; ".join(f"{'、'.join(names)}={text}" if names else text for names, text in said.values())


def _range(cells: Sequence[Cell]) -> str | None:
    first, last = cells[0].ref, cells[-1].ref
    return first if first == last or not last else f"{first}:{last}"
