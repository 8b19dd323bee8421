"""Reads a bank's texts: a small Markdown, with joined cells and unruled tables."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field


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
