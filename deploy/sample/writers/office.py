"""Writes a text as a Word document or as a workbook, with the same bytes for the same text."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from pathlib import Path

import docx
from docx.oxml.ns import qn
from docx.shared import Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from writers.source import BadSource, Block

ISSUED = datetime(2026, 1, 1)
_EDGE = Side(style="thin", color="B9C4BD")
_GRID = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_JADE, _SOFT = PatternFill("solid", fgColor="1F5C4A"), PatternFill("solid", fgColor="EAF1EC")


def settle(path: Path, issued: datetime = ISSUED) -> None:
    """Rewrites an Office file with fixed times, so that it differs only when its content does."""
    with zipfile.ZipFile(path) as old:
        parts = [(name, old.read(name)) for name in old.namelist()]
    stamp = issued.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, body in parts:
            if name == "docProps/core.xml":
                body = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp, body)
            part = zipfile.ZipInfo(name, issued.timetuple()[:6])
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o644 << 16
            new.writestr(part, body)


def write_docx(blocks: list[Block], path: Path, title: str) -> None:
    """Writes `blocks` with Word's own heading, list and table styles."""
    document = docx.Document()
    document.core_properties.title = title
    document.core_properties.author = "海岳银行"
    document.core_properties.created = document.core_properties.modified = ISSUED
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name = "Noto Sans CJK SC"
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "Noto Sans CJK SC")
    document.styles["Normal"].font.size = Pt(10.5)
    for block in blocks:
        if block.kind == "title":
            document.add_heading(block.text, 0)
        elif block.kind in ("chapter", "section"):
            document.add_heading(block.text, 1 if block.kind == "chapter" else 2)
        elif block.kind == "item":
            document.add_paragraph(block.text, style="List Bullet")
        elif block.kind == "break":
            document.add_paragraph().paragraph_format.page_break_before = True
        elif block.kind == "table":
            table = document.add_table(len(block.rows), len(block.rows[0]), style="Table Grid")
            for row, texts in zip(table.rows, block.rows, strict=True):
                for cell, text in zip(row.cells, texts, strict=True):
                    cell.text = text
            for cell in table.rows[0].cells:
                cell.paragraphs[0].runs[0].bold = True
            document.add_paragraph()
        else:
            document.add_paragraph(block.text)
    document.save(str(path))
    settle(path)


def _typed(text: str) -> tuple[float | str, str]:
    """The value and number format a cell's wording stands for: `¥3,600`, `0.05%`, `1.50`, or plain words."""
    if re.fullmatch(r"¥[\d,]+(\.\d+)?", text):
        return float(text[1:].replace(",", "")), "¥#,##0.00"
    if re.fullmatch(r"-?\d+(\.\d+)?%", text):
        decimals = text.rstrip("%").partition(".")[2]
        number_format = "0." + "0" * len(decimals) + "%" if decimals else "0%"
        return round(float(text.rstrip("%")) / 100, 8), number_format
    if re.fullmatch(r"-?\d+\.\d\d", text):
        return float(text), "0.00"
    return text, "General"


def _merged(sheet: Worksheet, row: int, width: int, text: str, font: Font, fill: PatternFill | None) -> None:
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
    cell = sheet.cell(row, 1, text)
    cell.font = font
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    if fill is not None:
        cell.fill = fill


def write_xlsx(blocks: list[Block], path: Path, title: str) -> None:
    """One sheet a chapter: merged title and note, header row, then groups (sections) as merged rows."""
    book = Workbook()
    book.remove(book.active)
    book.properties.title, book.properties.creator = title, "海岳银行"
    book.properties.created = book.properties.modified = ISSUED
    sheet: Worksheet | None = None
    name, group, header, row = "", "", [""], 0
    pending: list[str] = []
    for block in blocks:
        if block.kind == "title":
            continue
        if block.kind == "chapter":
            name, group, header, row, pending = block.text, "", [""], 0, []
            sheet = book.create_sheet(name)
            continue
        if sheet is None:
            raise BadSource(
                f"{path.name}: “{block.text}” stands before the first sheet; move it below “## …”."
            )
        if block.kind == "section":
            group = block.text
        elif block.kind == "table":
            width = len(block.rows[0])
            if header != block.rows[0]:
                if row == 0:
                    white = Font(bold=True, size=14, color="FFFFFF")
                    _merged(sheet, 1, width, f"{title} — {name}", white, _JADE)
                    _merged(sheet, 2, width, " ".join(pending) or "海岳银行", Font(italic=True), None)
                    row = 2
                header = block.rows[0]
                row += 1
                for column, text in enumerate(header, 1):
                    cell = sheet.cell(row, column, text)
                    cell.font, cell.fill, cell.border = Font(bold=True), _SOFT, _GRID
                sheet.freeze_panes = sheet.freeze_panes or sheet.cell(row + 1, 1)
            if group:
                row += 1
                _merged(sheet, row, width, group, Font(bold=True, color="1F5C4A"), _SOFT)
                group = ""
            for texts in block.rows[1:]:
                row += 1
                for column, text in enumerate(texts, 1):
                    value, number_format = _typed(text)
                    cell = sheet.cell(row, column, value)
                    cell.number_format, cell.border = number_format, _GRID
                    cell.alignment = Alignment(vertical="center", wrap_text=True)
            for column in range(1, width + 1):
                longest = max(len(texts[column - 1]) for texts in block.rows)
                dimension = sheet.column_dimensions[chr(64 + column)]
                dimension.width = max(dimension.width, min(max(longest * 1.9, 12), 52))
        elif row == 0:
            pending.append(block.text)
        else:
            row += 1
            _merged(sheet, row, len(header), block.text, Font(size=10, color="6B756F"), None)
    book.save(str(path))
    settle(path)
