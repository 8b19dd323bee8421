"""Excel workbooks: every visible sheet, values as shown, one row block per table row; what is hidden is told."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from typing import Any

from appliance.ai.knowledge.errors import UnreadableDocument
from appliance.ai.knowledge.readers.block import Block, Reading, under
from appliance.ai.knowledge.readers.findings import Finding
from appliance.ai.knowledge.readers.given import Given
from appliance.ai.knowledge.readers.limits import MAX_ROWS, damaged
from appliance.ai.knowledge.readers.number_format import shown
from appliance.ai.knowledge.readers.table import Cell, read_table

_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!"}
_PALE = {"FFFFFFFF", "00FFFFFF", "FFFEFEFE", "FFFDFDFD", "FFFCFCFC"}
_TINY_POINTS = 1.5


def read_xlsx(given: Given) -> Reading:
    """Blocks of all visible sheets.

    Raises `UnreadableDocument` for a damaged or empty workbook and for formulas without a stored result
    (a rate must not silently vanish).
    """
    import openpyxl

    try:
        values = openpyxl.load_workbook(given.path, data_only=True)
        formulas = openpyxl.load_workbook(given.path, data_only=False)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, TypeError, SyntaxError) as error:
        raise damaged() from error
    blocks: list[Block] = []
    findings: list[Finding] = []
    visible = [sheet for sheet in values.worksheets if sheet.sheet_state == "visible"]
    for number, sheet in enumerate(visible):
        given.told(number, len(visible))
        rows = _sheet(sheet, formulas[sheet.title], findings)
        blocks += rows
        if not rows:
            findings.append(Finding("empty_sheet", sheet=sheet.title))
    for sheet in values.worksheets:
        if sheet.sheet_state != "visible":
            findings.append(Finding("hidden_sheet", _first_words(sheet), sheet=sheet.title))
    if not blocks:
        raise UnreadableDocument(
            "工作簿里没有内容，请检查后重新上传。",
            "The workbook has no content; check it and upload it again.",
        )
    given.told(len(visible), len(visible))
    return Reading(blocks, len(visible), findings)


def _sheet(sheet: Any, formulas: Any, findings: list[Finding]) -> list[Block]:
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
    no_rows = {number for number, kept in sheet.row_dimensions.items() if kept.hidden}
    no_columns = _hidden_columns(sheet)
    _tell_hidden(sheet, no_rows, no_columns, findings)
    unseen: list[tuple[str, str]] = []
    errors: list[str] = []
    grid: list[list[Cell]] = []
    for row in sheet.iter_rows():
        cells = []
        for cell in row:
            if cell.row in no_rows or cell.column in no_columns:
                continue
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
            if text in _ERRORS:
                errors.append(source.coordinate)
                text = ""
            elif source.value is not None and (not text or _unseen(source, sheet)):
                if origin == (cell.row, cell.column) and str(source.value).strip():
                    unseen.append((source.coordinate, str(source.value)))
                text = ""
            cells.append(Cell(text, origin, f"{get_column_letter(cell.column)}{cell.row}"))
        if cells:
            grid.append(cells)
    if unseen:
        words = "; ".join(value for _, value in unseen)
        findings.append(Finding("hidden_text", words, sheet=sheet.title, cell=_area(at for at, _ in unseen)))
    if errors:
        findings.append(Finding("error_cells", sheet=sheet.title, cell=", ".join(errors[:5])))
    items, _ = read_table(grid)
    return [
        Block(
            item.text,
            heading=under(sheet.title, item.title),
            sheet=sheet.title,
            cell=item.ref,
            kind="row" if item.kind == "row" else "text",
        )
        for item in items
    ]


def _hidden_columns(sheet: Any) -> set[int]:
    from openpyxl.utils import column_index_from_string

    out: set[int] = set()
    for letter, kept in sheet.column_dimensions.items():
        if kept.hidden:
            first = kept.min or column_index_from_string(letter)
            out.update(range(first, min(kept.max or first, sheet.max_column) + 1))
    return out


def _tell_hidden(sheet: Any, rows: set[int], columns: set[int], findings: list[Finding]) -> None:
    """Hidden rows and columns that hold something, each kind once."""
    from openpyxl.utils import get_column_letter

    for kind, cells in (
        ("hidden_rows", [c for row in sheet.iter_rows() for c in row if c.row in rows]),
        ("hidden_columns", [c for row in sheet.iter_rows() for c in row if c.column in columns]),
    ):
        held = [c for c in cells if c.value is not None and str(c.value).strip()]
        if not held:
            continue
        words = "; ".join(shown(c.value, c.number_format) or str(c.value) for c in held[:40])
        numbers = sorted({c.row if kind == "hidden_rows" else c.column for c in held})
        names = [str(n) if kind == "hidden_rows" else get_column_letter(n) for n in numbers]
        place = names[0] if len(names) == 1 else f"{names[0]}–{names[-1]}"
        findings.append(Finding(kind, words, sheet=sheet.title, cell=place))


def _unseen(cell: Any, sheet: Any) -> bool:
    """Pale words on no ground, or words too small to see. Tables with a style have a ground of their own."""
    font, fill = cell.font, cell.fill
    if font is None:
        return False
    if font.sz is not None and font.sz < _TINY_POINTS:
        return True
    colour = font.color
    if colour is None:
        return False
    pale = (colour.type == "rgb" and str(colour.rgb).upper() in _PALE) or (
        # Theme colour 0 is the ground's own colour, nearly always white.
        colour.type == "theme" and colour.theme == 0 and (colour.tint or 0) > -0.05
    )
    if not pale or (fill is not None and fill.fill_type not in (None, "none")):
        return False
    return not any(cell.coordinate in _Area(table.ref) for table in sheet.tables.values()) and not len(
        sheet.conditional_formatting
    )


class _Area:
    """Whether a coordinate lies within a range such as `A1:D9`."""

    def __init__(self, ref: str) -> None:
        from openpyxl.utils import range_boundaries

        self._bounds = range_boundaries(ref)

    def __contains__(self, coordinate: object) -> bool:
        from openpyxl.utils.cell import coordinate_to_tuple

        row, column = coordinate_to_tuple(str(coordinate))
        left, top, right, bottom = self._bounds
        return bool(left <= column <= right and top <= row <= bottom)


def _area(coordinates: Iterable[str]) -> str:
    some = list(coordinates)
    return some[0] if len(some) == 1 else f"{some[0]}…{some[-1]}"


def _first_words(sheet: Any) -> str:
    words: list[str] = []
    for row in sheet.iter_rows(values_only=True):
        words += [str(value) for value in row if value is not None]
        if len(words) > 30:
            break
    return "; ".join(words)
