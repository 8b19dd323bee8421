"""From the pieces that OCR found on a page to lines and tables."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from appliance.ai.knowledge.readers.block import Box, Line, around, least
from appliance.ai.knowledge.readers.pdf_tables import Page, Table, mark

_SAME_LINE = 0.5  # share of the lower piece's height that two pieces of one line have in common
_COLUMN_GAP = 1.2  # heights of a line: a wider gap parts two columns
_LEAST_ROWS = 3
_ALIGNED = 0.04  # of the page's width


def page_of(pieces: Sequence[Line]) -> Page:
    """Lines from top to bottom; at least three rows of aligned columns below each other make a table."""
    rows = _rows([piece for piece in pieces if piece.box is not None and piece.text.strip()])
    page = Page()
    at = 0
    while at < len(rows):
        end = _table_end(rows, at)
        if end - at >= _LEAST_ROWS:
            page.lines.append(Line(mark(len(page.tables))))
            page.tables.append(_table(rows[at:end]))
            at = end
        else:
            page.lines.append(_line(rows[at]))
            at += 1
    return page


def _rows(pieces: list[Line]) -> list[list[Line]]:
    """Pieces beside each other, from left to right; rows from top to bottom."""
    rows: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda one: _box(one)[1]):
        for row in reversed(rows[-3:]):
            if _beside(row[-1], piece):
                row.append(piece)
                break
        else:
            rows.append([piece])
    for row in rows:
        row.sort(key=lambda one: _box(one)[0])
    rows.sort(key=lambda row: min(_box(one)[1] for one in row))
    return [_joined(row) for row in rows]


def _beside(one: Line, other: Line) -> bool:
    (_, a, _, b), (_, c, _, d) = _box(one), _box(other)
    common = min(b, d) - max(a, c)
    return common >= _SAME_LINE * min(b - a, d - c)


def _joined(row: list[Line]) -> list[Line]:
    """Pieces with hardly a gap between them are one piece."""
    out = [row[0]]
    for piece in row[1:]:
        left, right = _box(out[-1]), _box(piece)
        # Shares of width against shares of height: a page is about 1.4 times as high as wide.
        if right[0] - left[2] < _COLUMN_GAP * (left[3] - left[1]) * 1.0:
            gap = " " if out[-1].text[-1].isascii() and piece.text[0].isascii() else ""
            out[-1] = Line(
                out[-1].text + gap + piece.text, around((left, right)), least((out[-1].ocr, piece.ocr))
            )
        else:
            out.append(piece)
    return out


def _table_end(rows: list[list[Line]], at: int) -> int:
    """Where the rows that share the columns of row `at` end; `at` itself when it has no columns."""
    columns = [_box(cell) for cell in rows[at]]
    if len(columns) < 2:
        return at
    end = at + 1
    while (
        end < len(rows)
        and 2 <= len(rows[end]) <= len(columns)
        and all(_column(_box(cell), columns) is not None for cell in rows[end])
    ):
        end += 1
    return end


def _column(box: Box, columns: Sequence[Box]) -> int | None:
    """Which column a piece stands in: one that begins, ends or has its middle where the head's does, or overlaps it."""
    for index, head in enumerate(columns):
        same = (
            abs(box[0] - head[0]) < _ALIGNED
            or abs(box[2] - head[2]) < _ALIGNED
            or abs((box[0] + box[2]) - (head[0] + head[2])) / 2 < _ALIGNED
        )
        if same:
            return index
    return None


def _table(rows: list[list[Line]]) -> Table:
    columns = [_box(cell) for cell in rows[0]]
    texts, boxes, sure = [], [], []
    for row in rows:
        cells = [""] * len(columns)
        for piece in row:
            index = _column(_box(piece), columns)
            if index is not None:
                cells[index] = f"{cells[index]} {piece.text}".strip()
        texts.append(cells)
        boxes.append(around(piece.box for piece in row))
        sure.append(least(piece.ocr for piece in row))
    return Table(texts, boxes, sure)


def _line(row: list[Line]) -> Line:
    text = row[0].text
    for before, piece in itertools.pairwise(row):
        text += (" " if before.text[-1].isascii() or piece.text[0].isascii() else "　") + piece.text
    return Line(text, around(piece.box for piece in row), least(piece.ocr for piece in row))


def _box(line: Line) -> Box:
    assert line.box is not None
    return line.box
