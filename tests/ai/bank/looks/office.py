"""Writes a text as a Word document or a workbook, joined cells and two-row headers included."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import docx
from docx.oxml.ns import qn
from docx.shared import Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from writers.office import settle

from looks.source import Block, spans

ISSUED = datetime(2026, 5, 1)


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
    settle(path, ISSUED)


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
    settle(path, ISSUED)
