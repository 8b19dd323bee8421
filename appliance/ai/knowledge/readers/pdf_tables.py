"""Pages with ruled tables, by pdfplumber: the text outside the tables, and the tables cell by cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from appliance.ai.knowledge.readers.block import Box, Line, as_box


@dataclass(frozen=True)
class Table:
    """Rows of cells, with the box and the OCR confidence of each row; `origins` says of each cell which one (row, column)
    it is joined with, itself where it stands alone. Without `origins` no cells are joined."""

    rows: list[list[str]]
    boxes: list[Box | None]
    ocr: list[float | None] = field(default_factory=list)
    origins: list[list[tuple[int, int]]] = field(default_factory=list)


@dataclass
class Page:
    """Lines from top to bottom; a table stands as a `mark` among them."""

    lines: list[Line] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


def mark(index: int) -> str:
    """The line that keeps the place of table `index`: its title stands above it."""
    return f"\x00{index}"


class RuledPages:
    """A PDF as pdfplumber reads it; opened at the first page that needs it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pdf: Any = None

    def __enter__(self) -> RuledPages:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pdf is not None:
            self._pdf.close()

    def read(self, number: int, hidden: Sequence[tuple[str, float, float]]) -> Page | None:
        """Page `number` (from 0) without the `hidden` characters; None when the rules on it are no table."""
        import pdfplumber

        if self._pdf is None:
            self._pdf = pdfplumber.open(self._path)
        page = self._pdf.pages[number]
        try:
            return _page(page, hidden)
        finally:
            page.close()


def _page(page: Any, hidden: Sequence[tuple[str, float, float]]) -> Page | None:
    left, top, right, bottom = page.cropbox or page.bbox  # what is shown of the sheet
    width, height = (right - left) or 1.0, (bottom - top) or 1.0

    def share(box: Sequence[float]) -> Box:
        return as_box(
            (
                (box[0] - left) / width,
                (box[1] - top) / height,
                (box[2] - left) / width,
                (box[3] - top) / height,
            )
        )

    if hidden:
        places = [(text, left + x * width, top + y * height) for text, x, y in hidden]

        def can_be_seen(thing: dict[str, Any]) -> bool:
            return not any(
                thing.get("text") == text
                and thing["x0"] <= x <= thing["x1"]
                and thing["top"] <= y <= thing["bottom"]
                for text, x, y in places
            )

        page = page.filter(can_be_seen)
    tables = [one for one in page.find_tables() if len(one.rows) > 1 and len(one.rows[0].cells) > 1]
    if not tables:
        return None
    boxes = [one.bbox for one in tables]

    def outside(thing: dict[str, Any]) -> bool:
        x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
        return not any(a <= x <= c and b <= y <= d for a, b, c, d in boxes)

    out = Page()
    waiting = sorted(range(len(tables)), key=lambda i: boxes[i][1])
    for line in page.filter(outside).extract_text_lines(return_chars=False):
        while waiting and boxes[waiting[0]][1] <= line["top"]:
            out.lines.append(Line(mark(waiting.pop(0))))
        out.lines.append(Line(line["text"], share((line["x0"], line["top"], line["x1"], line["bottom"]))))
    out.lines += [Line(mark(index)) for index in waiting]
    for one in tables:
        origins = _origins(one)
        rows = [[_unwrap(cell) for cell in row] for row in one.extract()]
        rows = [[rows[r][c] for r, c in row] for row in origins]
        out.tables.append(Table(rows, [share(row.bbox) for row in one.rows], origins=origins))
    return out


def _origins(table: Any) -> list[list[tuple[int, int]]]:
    """Of each place of the grid the cell that covers it; pdfplumber names a joined cell only where it begins."""
    begins = [
        (cell, (r, c))
        for r, row in enumerate(table.rows)
        for c, cell in enumerate(row.cells)
        if cell is not None
    ]
    lefts = sorted({cell[0] for cell, _ in begins})
    tops = [min(cell[1] for cell in row.cells if cell is not None) for row in table.rows]

    def covers(x: float, y: float, at: tuple[int, int]) -> tuple[int, int]:
        return next((place for (a, b, c, d), place in begins if a <= x < c and b <= y < d), at)

    return [[covers(lefts[c] + 1, tops[r] + 1, (r, c)) for c in range(len(lefts))] for r in range(len(tops))]


def _unwrap(cell: str | None) -> str:
    """A cell's lines joined; Chinese needs no space at a line break."""
    return re.sub(r"(?<=[^\x00-\x7f])\n|\n(?=[^\x00-\x7f])", "", cell or "").replace("\n", " ")
