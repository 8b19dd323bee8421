"""Pages become blocks: headings by their numbering, tables row by row, running titles left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from appliance.ai.knowledge.readers.block import Block, HeadingPath, Line, least, under
from appliance.ai.knowledge.readers.pdf_layout import body_lines, heading_level, paragraphs
from appliance.ai.knowledge.readers.pdf_tables import Page, Table
from appliance.ai.knowledge.readers.table import Cell, read_table

_ENDS = re.compile(r"[。！？；：.!?;:]$")


def blocks_of(pages: Sequence[Page]) -> list[Block]:
    """The blocks of all pages in order; a table or paragraph may go on overleaf."""
    running = _running_lines([page.lines for page in pages])
    headings = HeadingPath()
    blocks: list[Block] = []
    header: list[str] | None = None
    columns = 0
    for number, page in enumerate(pages, start=1):
        opening = True
        for line in paragraphs(body_lines(page.lines, running)):
            if line.text.startswith("\x00"):
                table = page.tables[int(line.text[1:])]
                width = max((len(row) for row in table.rows), default=0)
                # A table at the top of a page goes on from the page before when it is as wide and has
                # no header.
                carried = header if opening and width == columns else None
                rows, header = _rows(table, carried, str(headings), number)
                blocks += rows
                columns, opening = width, False
                continue
            level = heading_level(line.text)
            if level is not None:
                headings.enter(level, line.text)
                opening, header = False, None
                continue
            before = blocks[-1] if blocks else None
            if (
                opening
                and before is not None
                and before.kind == "text"
                and before.page == number - 1
                and before.heading == str(headings)
                and not _ENDS.search(before.text)
            ):
                sure = least((before.ocr, line.ocr))
                # It is cited where it begins.
                blocks[-1] = Block(
                    before.text + line.text, before.heading, before.page, box=before.box, ocr=sure
                )
            else:
                blocks.append(Block(line.text, str(headings), number, box=line.box, ocr=line.ocr))
            opening = False
    return blocks


def _rows(
    table: Table, carried: list[str] | None, heading: str, number: int
) -> tuple[list[Block], list[str] | None]:
    # The row's number travels in the place of a spreadsheet reference, to find its box again.
    grid = [
        [
            Cell(" ".join(text.split()), table.origins[r][c] if table.origins else (r, c), str(r))
            for c, text in enumerate(row)
        ]
        for r, row in enumerate(table.rows)
    ]
    items, header = read_table(grid, carried)
    out = []
    for item in items:
        row = int((item.ref or "0").split(":")[0])
        box = table.boxes[row] if row < len(table.boxes) else None
        sure = table.ocr[row] if row < len(table.ocr) else None
        kind = "row" if item.kind == "row" else "text"
        out.append(Block(item.text, under(heading, item.title), number, kind=kind, box=box, ocr=sure))  # type: ignore[arg-type]
    return out, header


def _running_lines(pages: Sequence[Sequence[Line]]) -> set[str]:
    """Lines that stand at the top or foot of most pages, digits aside: running titles and page numbers."""
    if len(pages) < 3:
        return set()
    seen: Counter[str] = Counter()
    for lines in pages:
        full = [line.text.strip() for line in lines if line.text.strip() and not line.text.startswith("\x00")]
        seen.update({re.sub(r"\d+", "#", text) for text in full[:2] + full[-2:]})
    return {text for text, times in seen.items() if times >= max(3, 0.6 * len(pages))}
