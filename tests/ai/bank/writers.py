"""The files of a document made from its text: PDF, Word and Excel."""

from __future__ import annotations

import re
import sys
import zipfile
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.oxml.ns import qn
from docx.shared import Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
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

ISSUED = datetime(2026, 5, 1)


@dataclass
class Block:
    """One piece of a text: title, chapter, section, part, item, note, text, table, plain (unruled table), break."""

    kind: str
    text: str = ""
    rows: list[list[str]] = field(default_factory=list)


def instalments() -> list[list[str]]:
    """Level instalments a month for 10,000 yuan, by term and yearly rate."""
    rates = (2.80, 3.10, 3.45, 3.80, 4.10)
    rows = [["期限", *(f"年利率{rate:.2f}%" for rate in rates)]]
    for years in (1, 2, 3, 5, 8, 10, 15, 20, 25, 30):
        months, row = years * 12, [f"{years}年"]
        for rate in rates:
            monthly = rate / 1200
            row.append(f"{10000 * monthly / (1 - (1 + monthly) ** -months):.2f}")
        rows.append(row)
    return rows


def parse(text: str) -> list[Block]:
    """Blocks in reading order. In a table, `^` joins the cell above and `<` the cell to the left."""
    prefixes = (
        ("#### ", "part"),
        ("### ", "section"),
        ("## ", "chapter"),
        ("# ", "title"),
        ("- ", "item"),
        ("> ", "note"),
    )
    blocks: list[Block] = []
    for raw in text.splitlines():
        line = raw.strip()
        if not line:
            continue
        if line.startswith(("|", ": ")):
            kind = "table" if line[0] == "|" else "plain"
            cells = [c.strip() for c in line.strip("|").split("|")] if kind == "table" else line[2:].split()
            if blocks and blocks[-1].kind == kind:
                blocks[-1].rows.append(cells)
            else:
                blocks.append(Block(kind, rows=[cells]))
            continue
        if line == "---":
            blocks.append(Block("break"))
        elif line == "@instalments":
            blocks.append(Block("table", rows=instalments()))
        else:
            for prefix, kind in prefixes:
                if line.startswith(prefix):
                    blocks.append(Block(kind, line[len(prefix) :]))
                    break
            else:
                blocks.append(Block("text", line))
    for block in blocks:
        if block.rows and len({len(row) for row in block.rows}) != 1:
            sys.exit(f"A table has rows of different length: {block.rows[0]}")
    return blocks


def spans(rows: list[list[str]]) -> list[tuple[int, int, int, int]]:
    """Joined cells as (top row, left column, bottom row, right column)."""
    found = []
    for top, row in enumerate(rows):
        for left, text in enumerate(row):
            if text in ("^", "<"):
                continue
            right, bottom = left, top
            while right + 1 < len(row) and row[right + 1] == "<":
                right += 1
            while bottom + 1 < len(rows) and rows[bottom + 1][left] == "^":
                bottom += 1
            if (right, bottom) != (left, top):
                found.append((top, left, bottom, right))
    return found


# PDF ---------------------------------------------------------------------------------------------------------------


LOOKS = {
    "loans": {"page": (440, 620), "margin": 50, "size": 11.5, "colour": "#23486b", "contents": True},
    "fees": {"page": A4, "margin": 44, "size": 9.5, "colour": "#7a2f2f", "contents": False},
    "rules": {"page": A4, "margin": 62, "size": 10.5, "colour": "#333333", "contents": False},
    "notice": {"page": A4, "margin": 70, "size": 11, "colour": "#b01e1e", "contents": False},
    "plain": {"page": A4, "margin": 56, "size": 10.5, "colour": "#2f5a3a", "contents": False},
    "letter": {"page": A4, "margin": 64, "size": 11, "colour": "#333333", "contents": False},
}


class Booklet(BaseDocTemplate):
    def afterFlowable(self, flowable: Any) -> None:
        if getattr(flowable, "chapter", False):
            text = flowable.getPlainText()
            key = f"c-{self.page}-{text}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(text, key, 0)
            self.notify("TOCEntry", (0, text, self.page, key))


@dataclass(frozen=True)
class Writer:
    """Writes the files of one bank."""

    bank: str

    def pdf(self, look: str, blocks: list[Block], path: Path) -> None:
        write_pdf(self.bank, look, blocks, path)

    def docx(self, blocks: list[Block], path: Path) -> None:
        write_docx(self.bank, blocks, path)

    def xlsx(self, blocks: list[Block], path: Path) -> None:
        write_xlsx(self.bank, blocks, path)


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

    booklet = Booklet(
        str(path), pagesize=page, title=title, author=bank, creator=bank, lang="zh", invariant=1
    )
    frame = Frame(margin, 46, width, page[1] - 46 - max(margin, 46), leftPadding=0, rightPadding=0)
    booklet.addPageTemplates([PageTemplate("page", [frame], onPage=foot)])
    booklet.multiBuild(story)


# Word and Excel ------------------------------------------------------------------------------------------------------


def settle(path: Path) -> None:
    """Fixed times inside the file, so that it differs only when its content does."""
    with zipfile.ZipFile(path) as old:
        parts = [(item, old.read(item)) for item in old.namelist()]
    stamp = ISSUED.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for item, body in parts:
            if item == "docProps/core.xml":
                body = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp, body)
            part = zipfile.ZipInfo(item, ISSUED.timetuple()[:6])
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o644 << 16
            new.writestr(part, body)


def write_docx(bank: str, blocks: list[Block], path: Path) -> None:
    document = docx.Document()
    document.core_properties.title, document.core_properties.author = blocks[0].text, bank
    document.core_properties.created = document.core_properties.modified = ISSUED
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3"):
        style = document.styles[name]
        style.font.name = "Noto Sans CJK SC"
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "Noto Sans CJK SC")
    document.styles["Normal"].font.size = Pt(10.5)
    levels = {"title": 0, "chapter": 1, "section": 2, "part": 3}
    for block in blocks:
        if block.kind in levels:
            document.add_heading(block.text, levels[block.kind])
        elif block.kind == "item":
            document.add_paragraph(block.text, style="List Bullet")
        elif block.kind == "table":
            table = document.add_table(len(block.rows), len(block.rows[0]), style="Table Grid")
            for top, left, bottom, right in spans(block.rows):
                table.cell(top, left).merge(table.cell(bottom, right))
            for i, row in enumerate(block.rows):
                for j, text in enumerate(row):
                    if text not in ("^", "<"):
                        table.cell(i, j).text = text
            document.add_paragraph()
        else:
            document.add_paragraph(block.text)
    document.save(str(path))
    settle(path)


def typed(text: str) -> tuple[float | int | str, str]:
    """Value and number format of a cell: `¥300,000`, `1.45%`, `0.80`, or words."""
    if re.fullmatch(r"¥[\d,]+", text):
        return int(text[1:].replace(",", "")), "¥#,##0"
    if re.fullmatch(r"\d+\.\d\d%", text):
        return round(float(text[:-1]) / 100, 6), "0.00%"
    if re.fullmatch(r"\d+\.\d\d", text):
        return float(text), "0.00"
    return text, "General"


def write_xlsx(bank: str, blocks: list[Block], path: Path) -> None:
    book = Workbook()
    book.remove(book.active)
    book.properties.title, book.properties.creator = blocks[0].text, bank
    book.properties.created = book.properties.modified = ISSUED
    edge = Side(style="thin", color="AAAAAA")
    grid, soft = Border(left=edge, right=edge, top=edge, bottom=edge), PatternFill("solid", fgColor="E4ECF4")
    centre = Alignment(horizontal="center", vertical="center", wrap_text=True)
    width = {}
    for index, block in enumerate(blocks):
        if block.kind == "chapter":
            sheet = book.create_sheet(block.text)
            table = next(b for b in blocks[index:] if b.kind == "table")
            width = len(table.rows[0])
            sheet.cell(1, 1, f"{bank} {blocks[0].text} — {block.text}").font = Font(bold=True, size=14)
            sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
            row = 1
        elif block.kind == "note":
            row += 1
            sheet.cell(row, 1, block.text).alignment = Alignment(wrap_text=True)
            sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
        elif block.kind == "table":
            row += 1
            heads = 1 + sum("^" in r for r in block.rows[1:2])
            for i, texts in enumerate(block.rows):
                for j, text in enumerate(texts):
                    cell = sheet.cell(row + i, 1 + j)
                    cell.border, cell.alignment = grid, centre
                    if i < heads:
                        cell.font, cell.fill = Font(bold=True), soft
                    if text not in ("^", "<"):
                        cell.value, cell.number_format = typed(text)
            for top, left, bottom, right in spans(block.rows):
                sheet.merge_cells(
                    start_row=row + top, start_column=1 + left, end_row=row + bottom, end_column=1 + right
                )
            sheet.freeze_panes = sheet.cell(row + heads, 1)
            for j in range(width):
                longest = max(len(r[j]) for r in block.rows)
                sheet.column_dimensions[get_column_letter(1 + j)].width = min(max(longest * 2, 11), 44)
            row += len(block.rows) - 1
    book.save(str(path))
    settle(path)


# Pairs and questions -------------------------------------------------------------------------------------------------
