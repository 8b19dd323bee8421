"""Writes a text as a PDF in one of six looks; the sample bank has another."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Frame, PageBreak, PageTemplate, Paragraph, Spacer, Table, TableStyle
from reportlab.platypus.tableofcontents import TableOfContents
from writers.pdf import Booklet

from looks.source import Block, spans

LOOKS = {
    "loans": {"page": (440, 620), "margin": 50, "size": 11.5, "colour": "#23486b", "contents": True},
    "fees": {"page": A4, "margin": 44, "size": 9.5, "colour": "#7a2f2f", "contents": False},
    "rules": {"page": A4, "margin": 62, "size": 10.5, "colour": "#333333", "contents": False},
    "notice": {"page": A4, "margin": 70, "size": 11, "colour": "#b01e1e", "contents": False},
    "plain": {"page": A4, "margin": 56, "size": 10.5, "colour": "#2f5a3a", "contents": False},
    "letter": {"page": A4, "margin": 64, "size": 11, "colour": "#333333", "contents": False},
}


class _Booklet(Booklet):
    mark = "c"


def write_pdf(bank: str, name: str, blocks: list[Block], path: Path) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    look = LOOKS[name]
    page, margin, size = look["page"], look["margin"], look["size"]
    colour, line, quiet = HexColor(look["colour"]), HexColor("#9a9a9a"), HexColor("#5c5c5c")
    width = page[0] - 2 * margin
    base = ParagraphStyle(
        "text",
        fontName="STSong-Light",
        fontSize=size,
        leading=size * 1.72,
        wordWrap="CJK",
        spaceAfter=size * 0.75,
    )

    def style(**changes: Any) -> ParagraphStyle:
        return ParagraphStyle("s", parent=base, **changes)

    styles = {
        "text": base,
        "title": style(
            fontSize=22 if name != "notice" else 18, leading=32, textColor=colour, alignment=1, spaceAfter=14
        ),
        "chapter": style(fontSize=size + 4, leading=(size + 4) * 1.5, textColor=colour, spaceBefore=6),
        "section": style(fontSize=size + 1.5, textColor=colour),
        "item": style(leftIndent=16, spaceAfter=3),
        "note": style(fontSize=size - 1, leading=(size - 1) * 1.6, textColor=quiet),
        "cell": style(fontSize=size - 1.5, leading=(size - 1.5) * 1.45, spaceAfter=0),
        "toc": style(fontSize=10, leading=17, spaceAfter=0),
    }
    story: list[Any] = []
    cover, number = True, 0
    for block in blocks:
        number = number if block.kind == "item" else 0
        if block.kind == "title":
            story += [
                Spacer(1, 150 if look["contents"] else 20),
                Paragraph(escape(block.text), styles["title"]),
            ]
        elif block.kind == "break":
            if cover and look["contents"]:
                contents = TableOfContents(levelStyles=[styles["toc"]], dotsMinLevel=0)
                story += [PageBreak(), Paragraph("目录", styles["section"]), contents]
            if look["contents"] or cover is False:
                story.append(PageBreak())
            cover = False
        elif block.kind in ("table", "plain"):
            rows = block.rows
            longest = [max(len(r[i]) for r in rows) for i in range(len(rows[0]))]
            weights = [min(max(n, 4), 24) + 3 for n in longest]
            if block.kind == "plain":
                total = sum(weights)
                widths = [width * 0.86 * w / total for w in weights]
            else:
                widths = [width * w / sum(weights) for w in weights]
            body = [
                [Paragraph(escape("" if c in ("^", "<") else c), styles["cell"]) for c in r] for r in rows
            ]
            table = Table(body, colWidths=widths, repeatRows=1, hAlign="LEFT", spaceBefore=4, spaceAfter=10)
            commands: list[Any] = [
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("TOPPADDING", (0, 0), (-1, -1), 4),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            ]
            if block.kind == "table":
                commands += [
                    ("GRID", (0, 0), (-1, -1), 0.5, line),
                    ("BACKGROUND", (0, 0), (-1, 0), HexColor("#eeeeee")),
                ]
                commands += [
                    ("SPAN", (left, top), (right, bottom)) for top, left, bottom, right in spans(rows)
                ]
            table.setStyle(TableStyle(commands))
            story.append(table)
        elif block.kind == "item":
            number += 1
            story.append(Paragraph(f"（{number}）{escape(block.text)}", styles["item"]))
        else:
            paragraph = Paragraph(escape(block.text), styles[block.kind])
            paragraph.chapter = block.kind == "chapter"
            story.append(paragraph)

    title = blocks[0].text

    def foot(canvas: Any, document: Any) -> None:
        canvas.saveState()
        canvas.setFont("STSong-Light", 8.5)
        canvas.setFillColor(quiet)
        if name == "rules":
            canvas.drawRightString(page[0] - margin, page[1] - 34, "2023年版（部分条款已废止）")
        if name == "notice" and document.page == 1:
            canvas.setFillColor(colour)
            canvas.setFont("STSong-Light", 20)
            canvas.drawCentredString(page[0] / 2, page[1] - 58, f"{bank}股份有限公司文件")
            canvas.setStrokeColor(colour)
            canvas.line(margin, page[1] - 68, page[0] - margin, page[1] - 68)
            canvas.setFont("STSong-Light", 8.5)
            canvas.setFillColor(quiet)
        if document.page > 1 or not look["contents"]:
            canvas.drawString(margin, 27, f"{bank}　{title}")
            canvas.drawRightString(page[0] - margin, 27, f"第 {document.page} 页")
        canvas.restoreState()

    booklet = _Booklet(
        str(path), pagesize=page, title=title, author=bank, creator=bank, lang="zh", invariant=1
    )
    frame = Frame(margin, 46, width, page[1] - 46 - max(margin, 46), leftPadding=0, rightPadding=0)
    booklet.addPageTemplates([PageTemplate("page", [frame], onPage=foot)])
    booklet.multiBuild(story)
