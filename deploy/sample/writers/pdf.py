"""Writes a text as a PDF booklet: cover, contents, numbered pages, ruled tables, an outline."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)
from reportlab.platypus.tableofcontents import TableOfContents

from writers.source import Block

JADE, INK, QUIET, LINE, SOFT = (
    HexColor(code) for code in ("#1f5c4a", "#26302b", "#6b756f", "#b9c4bd", "#eaf1ec")
)
MARGIN = 46
PAGE = (450, 640)  # points: a handbook between A5 and B5, so that a chapter fills a page


class Booklet(BaseDocTemplate):  # type: ignore[misc]
    """Adds each chapter to the contents and the outline as it is laid out."""

    mark = "chapter"

    def afterFlowable(self, flowable: Any) -> None:
        if getattr(flowable, "chapter", False):
            text = flowable.getPlainText()
            key = f"{self.mark}-{self.page}-{text}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(text, key, 0)
            self.notify("TOCEntry", (0, text, self.page, key))


def _styles(lang: str) -> dict[str, ParagraphStyle]:
    if lang == "zh":
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        font = heavy = "STSong-Light"
        wrap = "CJK"
    else:
        font, heavy, wrap = "Helvetica", "Helvetica-Bold", "LTR"
    base = ParagraphStyle(
        "text",
        fontName=font,
        fontSize=10.5,
        leading=17.5 if lang == "zh" else 16,
        textColor=INK,
        wordWrap=wrap,
        spaceAfter=6,
    )

    def style(name: str, **changes: Any) -> ParagraphStyle:
        return ParagraphStyle(name, parent=base, **changes)

    big: dict[str, Any] = {"fontName": heavy, "textColor": JADE, "alignment": TA_LEFT}
    return {
        "text": base,
        "title": style("title", fontSize=25, leading=35, spaceAfter=14, **big),
        "chapter": style("chapter", fontSize=16, leading=23, spaceAfter=10, spaceBefore=6, **big),
        "section": style("section", fontSize=12, leading=18, spaceBefore=7, spaceAfter=4, **big),
        "item": style("item", leftIndent=14, spaceAfter=3),
        "note": style("note", fontSize=9.5, leading=15, textColor=QUIET),
        "cell": style("cell", fontSize=8.5, leading=12, spaceAfter=0),
        "head": style("head", fontSize=8.5, leading=12, spaceAfter=0, **big),
        "toc": style("toc", fontSize=10, leading=14, spaceAfter=0),
    }


def _table(rows: list[list[str]], styles: dict[str, ParagraphStyle], width: float) -> Table:
    # Columns share the page by the length of their longest cell, within bounds, so short numbers stay narrow.
    weights = [min(max(max(len(row[i]) for row in rows), 5), 20) + 3 for i in range(len(rows[0]))]
    widths = [width * weight / sum(weights) for weight in weights]
    cells = [
        [Paragraph(escape(cell), styles["head" if number == 0 else "cell"]) for cell in row]
        for number, row in enumerate(rows)
    ]
    table = Table(cells, colWidths=widths, repeatRows=1, hAlign="LEFT", spaceBefore=4, spaceAfter=9)
    tight = 1 if len(rows) > 20 else 4
    table.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.5, LINE),
                ("BACKGROUND", (0, 0), (-1, 0), SOFT),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LEFTPADDING", (0, 0), (-1, -1), 4),
                ("RIGHTPADDING", (0, 0), (-1, -1), 4),
                ("TOPPADDING", (0, 0), (-1, -1), tight),
                ("BOTTOMPADDING", (0, 0), (-1, -1), tight),
            ]
        )
    )
    return table


def _story(blocks: list[Block], lang: str, width: float) -> list[Any]:
    styles = _styles(lang)
    story: list[Any] = []
    cover, number = True, 0
    for block in blocks:
        number = number if block.kind == "item" else 0
        if block.kind == "title":
            story += [Spacer(1, 150), Paragraph(escape(block.text), styles["title"])]
        elif block.kind == "break":
            if cover:
                cover = False
                contents = TableOfContents(levelStyles=[styles["toc"]], dotsMinLevel=0)
                heading = "目录" if lang == "zh" else "Contents"
                story += [PageBreak(), Paragraph(heading, styles["chapter"]), contents]
            story.append(PageBreak())
        elif block.kind == "table":
            story.append(_table(block.rows, styles, width))
        elif block.kind == "item":
            # Numbered in the line itself: the font has no bullet, and a number reads back in its place.
            number += 1
            story.append(Paragraph(f"（{number}）{escape(block.text)}", styles["item"]))
        else:
            paragraph = Paragraph(escape(block.text), styles[block.kind])
            paragraph.chapter = block.kind == "chapter"
            story.append(paragraph)
    return story


def write_pdf(blocks: list[Block], path: Path, title: str, lang: str) -> None:
    """Writes `blocks` to `path`; the number at the foot is the PDF's own page number, cover included."""
    bank = "海岳银行" if lang == "zh" else "Haiyue Bank"

    def foot(canvas: Any, document: Any) -> None:
        if document.page == 1:
            return
        canvas.saveState()
        canvas.setStrokeColor(LINE)
        canvas.line(MARGIN, 40, PAGE[0] - MARGIN, 40)
        canvas.setFont("STSong-Light" if lang == "zh" else "Helvetica", 8.5)
        canvas.setFillColor(QUIET)
        canvas.drawString(MARGIN, 27, f"{bank}　{title}" if lang == "zh" else f"{bank} · {title}")
        number = f"第 {document.page} 页" if lang == "zh" else f"Page {document.page}"
        canvas.drawRightString(PAGE[0] - MARGIN, 27, number)
        canvas.restoreState()

    width = PAGE[0] - 2 * MARGIN
    booklet = Booklet(
        str(path), pagesize=PAGE, title=title, author=bank, creator=bank, lang=lang, invariant=1
    )
    frame = Frame(MARGIN, 48, width, PAGE[1] - 48 - MARGIN, leftPadding=0, rightPadding=0)
    booklet.addPageTemplates([PageTemplate("page", [frame], onPage=foot)])
    booklet.multiBuild(_story(blocks, lang, width))
