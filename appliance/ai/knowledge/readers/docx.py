"""Word documents: headings as the path, paragraphs, tables row by row with merged cells said once."""

import re
import zipfile
from pathlib import Path
from typing import Any

from appliance.ai.knowledge.errors import UnreadableDocument
from appliance.ai.knowledge.readers.block import HEADING_SEPARATOR, Block, HeadingPath, Reading
from appliance.ai.knowledge.readers.limits import damaged
from appliance.ai.knowledge.readers.table import Cell, read_table

_STYLE_LEVEL = re.compile(r"(?:heading|标题)\s*(\d)", re.IGNORECASE)


def read_docx(path: Path) -> Reading:
    """Blocks in document order. Raises `UnreadableDocument` when the file is damaged or holds no text."""
    import docx
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    try:
        document = docx.Document(str(path))
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError) as error:
        raise damaged() from error
    blocks: list[Block] = []
    headings = HeadingPath()
    for part in document.iter_inner_content():
        if isinstance(part, Paragraph):
            text = " ".join(part.text.split())
            if not text:
                continue
            level = _level(part)
            if level is not None:
                headings.enter(level, text)
            else:
                blocks.append(Block(text, heading=str(headings)))
        elif isinstance(part, Table):
            blocks += _table(part, str(headings))
    if not blocks:
        raise UnreadableDocument(
            "文档里没有文字，请检查后重新上传。", "The document holds no text; check it and upload it again."
        )
    return Reading(blocks)


def _level(paragraph: Any) -> int | None:
    style = paragraph.style.name if paragraph.style is not None else ""
    if style == "Title":
        return 0
    match = _STYLE_LEVEL.match(style or "")
    return int(match.group(1)) if match else None


def _table(table: Any, heading: str) -> list[Block]:
    places: dict[int, tuple[int, int]] = {}
    # Elements are held for the whole walk: python-docx makes proxies on the fly, and a freed one may
    # pass on its id.
    held: list[Any] = []
    grid: list[list[Cell]] = []
    for r, row in enumerate(table.rows):
        cells = []
        for c, cell in enumerate(row.cells):
            element = cell._tc
            held.append(element)
            origin = places.setdefault(id(element), (r, c))
            cells.append(Cell(" ".join(cell.text.split()), origin))
        grid.append(cells)
    items, _ = read_table(grid)
    return [
        Block(
            item.text,
            heading=HEADING_SEPARATOR.join(part for part in (heading, item.title) if part),
            kind="row" if item.kind == "row" else "text",
        )
        for item in items
    ]
