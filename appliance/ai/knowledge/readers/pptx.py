"""PowerPoint: each slide a page, its title the heading, paragraphs and table rows with their place on the slide."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any

from appliance.ai.knowledge.errors import UnreadableDocument
from appliance.ai.knowledge.readers.block import Block, Box, Reading, as_box, under
from appliance.ai.knowledge.readers.findings import Finding
from appliance.ai.knowledge.readers.given import Given
from appliance.ai.knowledge.readers.limits import MAX_PAGES, damaged
from appliance.ai.knowledge.readers.table import Cell, read_table

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_TINY_HUNDREDTHS = 150
_MOST_GROUPS = 10


def read_pptx(given: Given) -> Reading:
    """Blocks of all slides that are shown; speaker's notes are left out.

    Raises `UnreadableDocument` for a damaged file and for one without text.
    """
    import pptx

    try:
        deck = pptx.Presentation(str(given.path))
        slides = list(deck.slides)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError, AttributeError) as error:
        raise damaged() from error
    if len(slides) > MAX_PAGES:
        raise UnreadableDocument(
            f"文件有 {len(slides)} 页，超过上限 {MAX_PAGES} 页，请拆分后上传。",
            f"The file has {len(slides)} pages, the limit is {MAX_PAGES}; split it and upload the parts.",
        )
    size = (deck.slide_width or 1, deck.slide_height or 1)
    blocks: list[Block] = []
    findings: list[Finding] = []
    for number, slide in enumerate(slides, start=1):
        given.told(number - 1, len(slides))
        try:
            one = _Slide(slide, number, size)
            one.read()
        except (KeyError, ValueError, AttributeError, TypeError):
            findings.append(Finding("unread_page", page=number))
            continue
        if slide.element.get("show") in ("0", "false"):
            words = "; ".join(block.text for block in one.blocks)
            findings.append(Finding("hidden_slide", words, page=number))
            continue
        blocks += one.blocks
        findings += one.findings
    given.told(len(slides), len(slides))
    if not blocks:
        raise UnreadableDocument(
            "幻灯片里没有文字；如果内容是图片，请另存为 PDF 上传，系统会识别其中的文字。",
            "The slides hold no text; if it is in pictures, save them as PDF and upload that, its text will be read.",
        )
    return Reading(blocks, len(slides), findings)


class _Slide:
    """One slide, shape by shape in reading order."""

    def __init__(self, slide: Any, number: int, size: tuple[int, int]) -> None:
        self._slide, self._number, self._size = slide, number, size
        self._heading = ""
        self.blocks: list[Block] = []
        self.findings: list[Finding] = []

    def read(self) -> None:
        title = self._slide.shapes.title
        if title is not None and title.has_text_frame:
            self._heading = " ".join(self._words(title).split())
        shapes = [
            shape for shape in _flat(self._slide.shapes) if title is None or shape.shape_id != title.shape_id
        ]
        pictures = False
        for shape in sorted(shapes, key=lambda s: (s.top or 0, s.left or 0)):
            box = self._box(shape)
            if _hidden(shape):
                self._tell("hidden_text", shape)
            elif box is None:
                self._tell("off_page", shape)
            elif getattr(shape, "has_table", False) and shape.has_table:
                self._table(shape.table, box)
            elif shape.has_text_frame:
                for paragraph in shape.text_frame.paragraphs:
                    text = " ".join(self._paragraph(paragraph).split())
                    if text:
                        self.blocks.append(Block(text, self._heading, self._number, box=box))
            else:
                pictures = pictures or shape.element.tag == f"{_P}pic"
        if self._heading and not self.blocks:
            # A slide of a title and a picture still says its title.
            self.blocks.append(Block(self._heading, "", self._number))
        if pictures:
            self.findings.append(Finding("pictures", page=self._number))
        if self._slide.has_notes_slide and self._slide.notes_slide.notes_text_frame is not None:
            notes = " ".join(self._slide.notes_slide.notes_text_frame.text.split())
            if notes:
                self.findings.append(Finding("speaker_notes", notes, page=self._number))

    def _table(self, table: Any, box: Box) -> None:
        grid: list[list[Cell]] = []
        origins: dict[tuple[int, int], tuple[int, int]] = {}
        for r, row in enumerate(table.rows):
            cells = []
            for c, cell in enumerate(row.cells):
                if cell.is_merge_origin:
                    for down in range(cell.span_height):
                        for across in range(cell.span_width):
                            origins[r + down, c + across] = (r, c)
                origin = origins.get((r, c), (r, c))
                own = table.cell(*origin)
                text = " ".join(" ".join(self._paragraph(p) for p in own.text_frame.paragraphs).split())
                cells.append(Cell(text, origin))
            grid.append(cells)
        items, _ = read_table(grid)
        for item in items:
            kind = "row" if item.kind == "row" else "text"
            heading = under(self._heading, item.title)
            self.blocks.append(Block(item.text, heading, self._number, kind=kind, box=box))  # type: ignore[arg-type]

    def _paragraph(self, paragraph: Any) -> str:
        """The words that can be seen; what is too small goes to the findings."""
        out = []
        for child in paragraph._p.iterchildren():
            if child.tag == f"{_A}br":
                out.append(" ")
            elif child.tag in (f"{_A}r", f"{_A}fld"):
                text = "".join(part.text or "" for part in child.iter(f"{_A}t"))
                properties = child.find(f"{_A}rPr")
                size = properties.get("sz") if properties is not None else None
                if size and size.isdigit() and int(size) < _TINY_HUNDREDTHS and text.strip():
                    self.findings.append(Finding("tiny_text", text.strip(), page=self._number))
                elif properties is not None and text.strip() and _clear(properties):
                    self.findings.append(Finding("hidden_text", text.strip(), page=self._number))
                else:
                    out.append(text)
        return "".join(out)

    def _words(self, shape: Any) -> str:
        if not shape.has_text_frame:
            return ""
        return " ".join(self._paragraph(paragraph) for paragraph in shape.text_frame.paragraphs)

    def _tell(self, kind: str, shape: Any) -> None:
        words = shape.text_frame.text.strip() if shape.has_text_frame else ""
        if words:
            self.findings.append(Finding(kind, words, page=self._number))

    def _box(self, shape: Any) -> Box | None:
        """Where the shape stands; None when it lies off the slide."""
        if shape.left is None or shape.top is None:
            return (0.0, 0.0, 1.0, 1.0)  # where its layout puts it
        width, height = self._size
        left, top = shape.left / width, shape.top / height
        right, bottom = left + (shape.width or 0) / width, top + (shape.height or 0) / height
        if right <= 0 or bottom <= 0 or left >= 1 or top >= 1:
            return None
        return as_box((left, top, right, bottom))


def _flat(shapes: Any, depth: int = 0) -> Iterator[Any]:
    """All shapes, those in groups too."""
    for shape in shapes:
        if hasattr(shape, "shapes") and depth < _MOST_GROUPS:
            yield from _flat(shape.shapes, depth + 1)
        else:
            yield shape


def _hidden(shape: Any) -> bool:
    return any(one.get("hidden") in ("1", "true") for one in shape.element.iter(f"{_P}cNvPr"))


def _clear(properties: Any) -> bool:
    """Text without ink: no fill, or a fill that lets all through. White words are common on dark slides and stay."""
    if properties.find(f"{_A}noFill") is not None:
        return True
    fill = properties.find(f"{_A}solidFill")
    alpha = next(fill.iter(f"{_A}alpha"), None) if fill is not None else None
    return (
        alpha is not None
        and alpha.get("val", "100000").rstrip("%").isdigit()
        and int(alpha.get("val", "100000").rstrip("%")) <= 3000
    )
