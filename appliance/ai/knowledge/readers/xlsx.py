"""Excel workbooks: every visible sheet, values as shown, one row block per table row."""

import zipfile
from pathlib import Path
from typing import Any

from appliance.ai.knowledge.errors import UnreadableDocument
from appliance.ai.knowledge.readers.block import HEADING_SEPARATOR, Block, Reading
from appliance.ai.knowledge.readers.limits import MAX_ROWS, damaged
from appliance.ai.knowledge.readers.number_format import shown
from appliance.ai.knowledge.readers.table import Cell, read_table


def read_xlsx(path: Path) -> Reading:
    """Blocks of all visible sheets.

    Raises `UnreadableDocument` for a damaged or empty workbook and for formulas without a stored result
    (a rate must not silently vanish).
    """
    import openpyxl

    try:
        values = openpyxl.load_workbook(path, data_only=True)
        formulas = openpyxl.load_workbook(path, data_only=False)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, TypeError, SyntaxError) as error:
        raise damaged() from error
    blocks: list[Block] = []
    sheets = [sheet for sheet in values.worksheets if sheet.sheet_state == "visible"]
    for sheet in sheets:
        blocks += _sheet(sheet, formulas[sheet.title])
    if not blocks:
        raise UnreadableDocument(
            "工作簿里没有内容，请检查后重新上传。",
            "The workbook has no content; check it and upload it again.",
        )
    return Reading(blocks, len(sheets))


def _sheet(sheet: Any, formulas: Any) -> list[Block]:
    from openpyxl.utils import get_column_letter

    if sheet.max_row > MAX_ROWS:
        raise UnreadableDocument(
            f"工作表“{sheet.title}”超过 {MAX_ROWS} 行，请拆分后上传。",
            f"The sheet “{sheet.title}” has more than {MAX_ROWS} rows; split it and upload the parts.",
        )
    origins: dict[tuple[int, int], tuple[int, int]] = {}
    for area in sheet.merged_cells.ranges:
        for row in range(area.min_row, area.max_row + 1):
            for column in range(area.min_col, area.max_col + 1):
                origins[row, column] = (area.min_row, area.min_col)
    grid: list[list[Cell]] = []
    for row in sheet.iter_rows():
        cells = []
        for cell in row:
            origin = origins.get((cell.row, cell.column), (cell.row, cell.column))
            source = sheet.cell(*origin)
            if source.value is None and formulas.cell(*origin).data_type == "f":
                raise UnreadableDocument(
                    f"工作表“{sheet.title}”单元格 {source.coordinate} 的公式没有保存结果，"
                    "请用 Excel 打开并保存后再上传。",
                    f"The formula in sheet “{sheet.title}”, cell {source.coordinate}, has no stored result; "
                    "open the workbook in Excel, save it and upload it again.",
                )
            text = " ".join(shown(source.value, source.number_format).split())
            cells.append(Cell(text, origin, f"{get_column_letter(cell.column)}{cell.row}"))
        grid.append(cells)
    items, _ = read_table(grid)
    return [
        Block(
            item.text,
            heading=HEADING_SEPARATOR.join(part for part in (sheet.title, item.title) if part),
            sheet=sheet.title,
            cell=item.ref,
            kind="row" if item.kind == "row" else "text",
        )
        for item in items
    ]
