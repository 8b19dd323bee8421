"""PDF with a text layer: pypdfium2 for text, pdfplumber only on pages with ruled tables."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

from appliance.ai.knowledge.errors import UnreadableDocument
from appliance.ai.knowledge.readers.block import HEADING_SEPARATOR, Block, HeadingPath, Reading
from appliance.ai.knowledge.readers.limits import MAX_PAGES, damaged
from appliance.ai.knowledge.readers.pdf_layout import body_lines, heading_level, paragraphs
from appliance.ai.knowledge.readers.table import grid_of, read_table

# Fewer characters than this on every page means pictures of text, not text.
_MIN_TEXT = 20
_RULES_OF_A_TABLE = 4

Table = list[list[str | None]]


def read_pdf(path: Path) -> Reading:
    """Blocks page by page; headings by their numbering; running titles and page numbers left out.

    Raises `UnreadableDocument` when the file is encrypted, damaged, too long or has no text layer.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableDocument(
                "PDF 已加密，请取消密码后重新上传。",
                "The PDF is encrypted; remove the password and upload it again.",
            ) from error
        raise damaged() from error
    count = len(document)
    if count == 0:
        raise damaged()
    if count > MAX_PAGES:
        raise UnreadableDocument(
            f"PDF 有 {count} 页，超过上限 {MAX_PAGES} 页，请拆分后上传。",
            f"The PDF has {count} pages, the limit is {MAX_PAGES}; split it and upload the parts.",
        )
    pages = [_page(document, path, number) for number in range(count)]
    if all(len("".join(lines)) < _MIN_TEXT and not tables for lines, tables in pages):
        raise UnreadableDocument(
            "PDF 没有文字层（可能是扫描件），请上传可复制文字的版本。",
            "The PDF has no text layer (perhaps a scan); upload a version whose text can be copied.",
        )
    return Reading(_blocks(pages), count)


def _page(document: Any, path: Path, number: int) -> tuple[list[str], list[Table]]:
    import pypdfium2.raw as pdfium

    page = document[number]
    try:
        paths = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=2)
        ruled = sum(1 for _, _ in zip(paths, range(_RULES_OF_A_TABLE), strict=False)) >= _RULES_OF_A_TABLE
        if ruled:
            found = _ruled_page(path, number)
            if found is not None:
                return found
        return page.get_textpage().get_text_range().splitlines(), []
    finally:
        page.close()


def _ruled_page(path: Path, number: int) -> tuple[list[str], list[Table]] | None:
    """Text outside the tables, and the tables; None when the rules on the page are no table."""
    import pdfplumber

    with pdfplumber.open(path, pages=[number + 1]) as pdf:
        page = pdf.pages[0]
        tables = [
            table for table in page.find_tables() if len(table.rows) > 1 and len(table.rows[0].cells) > 1
        ]
        if not tables:
            return None
        boxes = [table.bbox for table in tables]

        def outside(thing: dict[str, Any]) -> bool:
            x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
            return not any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)

        # A marker line keeps each table at its place among the text: its title stands above it.
        marks = sorted(range(len(tables)), key=lambda i: boxes[i][1])
        lines: list[str] = []
        words = page.filter(outside).extract_text_lines(return_chars=False)
        for line in words:
            while marks and boxes[marks[0]][1] <= line["top"]:
                lines.append(_mark(marks.pop(0)))
            lines.append(line["text"])
        lines += [_mark(index) for index in marks]
        return lines, [table.extract() for table in tables]


def _mark(index: int) -> str:
    return f"\x00{index}"


def _blocks(pages: list[tuple[list[str], list[Table]]]) -> list[Block]:
    running = _running_lines([lines for lines, _ in pages])
    headings = HeadingPath()
    blocks: list[Block] = []
    header: list[str] | None = None
    columns = 0
    for number, (lines, tables) in enumerate(pages, start=1):
        opening = True
        for text in paragraphs(body_lines(lines, running)):
            if text.startswith("\x00"):
                table = [[_unwrap(cell) for cell in row] for row in tables[int(text[1:])]]
                width = max(len(row) for row in table)
                # A table at the top of a page goes on from the page before when it is as wide and has
                # no header.
                carried = header if opening and width == columns else None
                items, header = read_table(grid_of(table), carried)
                columns = width
                for item in items:
                    path = HEADING_SEPARATOR.join(part for part in (str(headings), item.title) if part)
                    blocks.append(
                        Block(item.text, path, number, kind="row" if item.kind == "row" else "text")
                    )
                opening = False
                continue
            level = heading_level(text)
            if level is not None:
                headings.enter(level, text)
                opening, header = False, None
                continue
            before = blocks[-1] if blocks else None
            if (
                opening
                and before is not None
                and before.kind == "text"
                and before.page == number - 1
                and before.heading == str(headings)
                and not re.search(r"[。！？；：.!?;:]$", before.text)
            ):
                blocks[-1] = Block(before.text + text, before.heading, before.page)
            else:
                blocks.append(Block(text, str(headings), number))
            opening = False
    return blocks


def _unwrap(cell: str | None) -> str:
    """A cell's lines joined; Chinese needs no space at a line break."""
    return re.sub(r"(?<=[^\x00-\x7f])\n|\n(?=[^\x00-\x7f])", "", cell or "").replace("\n", " ")


def _running_lines(pages: list[list[str]]) -> set[str]:
    """Lines that stand at the top or foot of most pages, digits aside: running titles and page numbers."""
    if len(pages) < 3:
        return set()
    seen: Counter[str] = Counter()
    for lines in pages:
        full = [line.strip() for line in lines if line.strip() and not line.startswith("\x00")]
        edge = {re.sub(r"\d+", "#", line) for line in full[:2] + full[-2:]}
        seen.update(edge)
    return {line for line, times in seen.items() if times >= max(3, 0.6 * len(pages))}
