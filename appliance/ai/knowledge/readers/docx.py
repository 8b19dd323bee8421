"""Word documents: headings as the path, paragraphs, tables row by row with merged cells said once, footnotes.

Changes that nobody has accepted are read as if they were, and told; hidden words are left out, and told.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import Any

from appliance.ai.knowledge.errors import UnreadableDocument
from appliance.ai.knowledge.readers.block import Block, HeadingPath, Reading, under
from appliance.ai.knowledge.readers.docx_runs import RunText, runs_of
from appliance.ai.knowledge.readers.findings import Finding
from appliance.ai.knowledge.readers.given import Given
from appliance.ai.knowledge.readers.limits import damaged
from appliance.ai.knowledge.readers.table import Cell, read_table

_STYLE_LEVEL = re.compile(r"(?:heading|标题)\s*(\d)", re.IGNORECASE)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MOST_LEVELS = 9


def read_docx(given: Given) -> Reading:
    """Blocks in document order. Raises `UnreadableDocument` when the file is damaged or holds no text."""
    import docx

    try:
        document = docx.Document(str(given.path))
        return _Walk(document).reading()
    except UnreadableDocument:
        raise
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError) as error:
        raise damaged() from error


class _Walk:
    """One way through the document, from top to bottom."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._styles = {style.style_id: style for style in document.styles}
        self._footnotes = _footnotes(document)
        self._headings = HeadingPath()
        self._blocks: list[Block] = []
        self._findings: list[Finding] = []
        self._changes: list[str] = []

    def reading(self) -> Reading:
        body = self._document.element.body
        self._contents(body)
        if self._changes:
            self._findings.append(Finding("tracked_changes", " … ".join(self._changes)))
        pictures = next(body.iter("{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"), None)
        if not self._blocks:
            if pictures is not None:
                raise UnreadableDocument(
                    "文档里只有图片，没有文字；请另存为 PDF 上传，系统会识别其中的文字。",
                    "The document holds pictures only; save it as PDF and upload that, its text will be read.",
                )
            raise UnreadableDocument(
                "文档里没有文字，请检查后重新上传。",
                "The document holds no text; check it and upload it again.",
            )
        if pictures is not None:
            self._findings.append(Finding("pictures"))
        return Reading(self._blocks, findings=self._findings)

    def _contents(self, parent: Any) -> None:
        for element in _parts(parent):
            if element.tag == f"{_W}p":
                self._paragraph(element)
            elif element.tag == f"{_W}tbl":
                self._table(element)

    def _paragraph(self, element: Any) -> None:
        said = self._text(element)
        for box in _boxes(element):
            self._contents(box)
        if not said.text:
            return
        level = self._level(element)
        if level is not None:
            self._headings.enter(level, said.text)
        else:
            self._blocks.append(Block(said.text, heading=str(self._headings)))
        for number in said.footnotes:
            if note := self._footnotes.get(number):
                self._blocks.append(Block(f"注：{note}", heading=str(self._headings)))

    def _text(self, element: Any) -> RunText:
        said = runs_of(element, self._styles)
        self._findings += [Finding("hidden_text", words) for words in said.hidden]
        self._findings += [Finding("tiny_text", words) for words in said.tiny]
        self._changes += said.changes
        return said

    def _level(self, paragraph: Any) -> int | None:
        properties = paragraph.pPr
        if properties is not None:
            outline = properties.find(f"{_W}outlineLvl")
            if outline is not None:
                level = int(outline.get(f"{_W}val", "9"))
                return level + 1 if level < _MOST_LEVELS else None
        style = self._styles.get(paragraph.style) if paragraph.style else None
        for _ in range(_MOST_LEVELS):
            if style is None:
                return None
            if style.name == "Title":
                return 0
            match = _STYLE_LEVEL.match(style.name or "")
            if match:
                return int(match.group(1))
            style = getattr(style, "base_style", None)
        return None

    def _table(self, element: Any) -> None:
        from docx.table import Table

        table = Table(element, self._document)
        places: dict[int, tuple[int, int]] = {}
        # Elements are held for the whole walk: python-docx makes proxies on the fly, and a freed one may
        # pass on its id.
        held: list[Any] = []
        texts: dict[int, str] = {}
        notes: list[str] = []
        grid: list[list[Cell]] = []
        for r, row in enumerate(table.rows):
            cells = []
            for c, cell in enumerate(row.cells):
                own = cell._tc
                held.append(own)
                if id(own) not in texts:
                    said = [self._text(paragraph) for paragraph in own.iter(f"{_W}p")]
                    texts[id(own)] = " ".join(part.text for part in said if part.text)
                    notes += [self._footnotes.get(n, "") for part in said for n in part.footnotes]
                origin = places.setdefault(id(own), (r, c))
                cells.append(Cell(texts[id(own)], origin))
            grid.append(cells)
        items, _ = read_table(grid)
        heading = str(self._headings)
        for item in items:
            kind = "row" if item.kind == "row" else "text"
            self._blocks.append(Block(item.text, under(heading, item.title), kind=kind))  # type: ignore[arg-type]
        self._blocks += [Block(f"注：{note}", heading=heading) for note in notes if note]


def _parts(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables in order, also those inside content controls and accepted insertions."""
    for child in parent.iterchildren():
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in (
            f"{_W}sdt",
            f"{_W}sdtContent",
            f"{_W}ins",
            f"{_W}moveTo",
            f"{_W}customXml",
            f"{_W}smartTag",
        ):
            yield from _parts(child)


def _boxes(paragraph: Any) -> Iterator[Any]:
    """Text boxes anchored in the paragraph; the second form of each, for old programs, is left out."""
    for box in paragraph.iter(f"{_W}txbxContent"):
        ancestors = {ancestor.tag.rsplit("}", 1)[-1] for ancestor in box.iterancestors()}
        if "Fallback" not in ancestors and sum(1 for a in box.iterancestors(f"{_W}txbxContent")) == 0:
            yield box


def _footnotes(document: Any) -> dict[str, str]:
    """The words of each footnote by its number."""
    from lxml import etree

    for relation in document.part.rels.values():
        if relation.reltype.endswith("/footnotes") and not relation.is_external:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            root = etree.fromstring(relation.target_part.blob, parser)
            return {
                note.get(f"{_W}id", ""): " ".join("".join(t.text or "" for t in note.iter(f"{_W}t")).split())
                for note in root.iter(f"{_W}footnote")
                if note.get(f"{_W}type") is None
            }
    return {}
