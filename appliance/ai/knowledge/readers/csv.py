"""Tables as text (.csv, .tsv): one row block per row with its header, its cells as a spreadsheet names them."""

from __future__ import annotations

import csv
import io
from collections import Counter

from appliance.ai.knowledge.errors import UnreadableDocument
from appliance.ai.knowledge.readers.block import Block, Reading
from appliance.ai.knowledge.readers.encoding import decoded
from appliance.ai.knowledge.readers.given import Given
from appliance.ai.knowledge.readers.limits import MAX_ROWS, damaged, no_text
from appliance.ai.knowledge.readers.table import Cell, read_table

_MOST_COLUMNS = 300
_SEPARATORS = ",;\t|"


def read_csv(given: Given) -> Reading:
    """Raises `UnreadableDocument` for a file without rows, with too many of them, or that is no table."""
    text = decoded(given.path.read_bytes())
    csv.field_size_limit(1_000_000)
    grid: list[list[Cell]] = []
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text.text), delimiter=_separator(text.text))):
            if number >= MAX_ROWS:
                raise UnreadableDocument(
                    f"表格超过 {MAX_ROWS} 行，请拆分后上传。",
                    f"The table has more than {MAX_ROWS} rows; split it and upload the parts.",
                )
            cells = (" ".join(value.split()) for value in row[:_MOST_COLUMNS])
            grid.append(
                [Cell(value, (number, c), f"{_letter(c)}{number + 1}") for c, value in enumerate(cells)]
            )
    except csv.Error as error:
        raise damaged() from error
    items, _ = read_table(grid)
    if not items:
        raise no_text()
    return Reading(
        [
            Block(item.text, item.title, cell=item.ref, kind="row" if item.kind == "row" else "text")
            for item in items
        ],
        findings=text.findings,
    )


def _separator(text: str) -> str:
    """The sign that parts most of the first lines into equally many columns."""
    best = (0.0, 0, ",")
    lines = [line for line in text.splitlines()[:30] if line.strip()]
    for sign in _SEPARATORS:
        counts = Counter(len(row) for row in csv.reader(lines, delimiter=sign))
        width, times = counts.most_common(1)[0] if counts else (1, 0)
        if width > 1:
            best = max(best, (times / len(lines), width, sign))
    return best[2]


def _letter(index: int) -> str:
    out = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        out = chr(65 + rest) + out
    return out
