"""Reads the sample bank's texts: a small Markdown with `{{fact}}` places, and nothing else.

`# ` title, `## ` chapter or sheet, `### ` section, `- ` item, `> ` note, `| a | b |` table (its first row
the header), `---` page break, `@repayment RATE` and `@schedule RATE` tables that
are computed rather than written.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Kind = Literal["title", "chapter", "section", "text", "item", "note", "table", "break"]

_PREFIXES: tuple[tuple[str, Kind], ...] = (
    ("# ", "title"),
    ("## ", "chapter"),
    ("### ", "section"),
    ("- ", "item"),
    ("> ", "note"),
)
_PRINCIPAL = 1_000_000
_TERMS = (5, 8, 10, 12, 15, 18, 20, 22, 25, 28, 30)


class BadSource(ValueError):
    """A text names a fact that facts.json does not hold, or is written in a way no writer knows."""


@dataclass(frozen=True)
class Block:
    """One piece of a text, in reading order; `rows` only for a table, its first row the header."""

    kind: Kind
    text: str = ""
    rows: list[list[str]] = field(default_factory=list)


def read_facts(path: Path) -> dict[str, str]:
    """All groups of facts.json as one flat table: name to the wording used everywhere."""
    facts: dict[str, str] = {}
    for group, entries in json.loads(path.read_text(encoding="utf-8")).items():
        for name, value in entries.items():
            if name in facts:
                raise BadSource(f"facts.json names “{name}” twice (again in {group}); keep one.")
            facts[name] = value
    return facts


def fill(text: str, facts: dict[str, str]) -> str:
    """`text` with every `{{name}}` replaced by its fact."""

    def value(found: re.Match[str]) -> str:
        name = found.group(1)
        if name not in facts:
            raise BadSource(f"The text asks for the fact “{name}”; add it to facts.json or correct the name.")
        return facts[name]

    return re.sub(r"\{\{(\w+)\}\}", value, text)


def parse(text: str) -> list[Block]:
    """Blocks of a filled text, in reading order."""
    blocks: list[Block] = []
    table: list[list[str]] = []
    for raw in [*text.splitlines(), ""]:
        line = raw.strip()
        if line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if not all(re.fullmatch(r":?-+:?", cell) for cell in cells):
                table.append(cells)
            continue
        if table:
            blocks.append(Block("table", rows=table))
            table = []
        if line:
            blocks.append(_block(line))
    return blocks


def _block(line: str) -> Block:
    if line == "---":
        return Block("break")
    if line.startswith("@"):
        name, _, rate = line[1:].partition(" ")
        computed = {"repayment": repayment_table, "schedule": schedule_table}.get(name)
        if computed is None:
            raise BadSource(f"No computed table is called “{name}”; use repayment or schedule.")
        return Block("table", rows=computed(float(rate.rstrip("%")) / 100))
    for prefix, kind in _PREFIXES:
        if line.startswith(prefix):
            return Block(kind, line[len(prefix) :])
    return Block("text", line)


def _instalment(rate: float, months: int) -> float:
    monthly = rate / 12
    return _PRINCIPAL * monthly / (1 - (1 + monthly) ** -months)


def repayment_table(rate: float) -> list[list[str]]:
    """For a loan of 1,000,000 yuan at `rate` (a year, 0.032 = 3.2 %): instalments by term."""
    rows = [
        [
            "期限（年）",
            "等额本息月供（元）",
            "等额本息总利息（元）",
            "等额本金首月（元）",
            "等额本金总利息（元）",
        ]
    ]
    for years in _TERMS:
        months = years * 12
        level = _instalment(rate, months)
        first = _PRINCIPAL / months + _PRINCIPAL * rate / 12
        declining_interest = _PRINCIPAL * rate / 12 * (months + 1) / 2
        amounts = (level, level * months - _PRINCIPAL, first, declining_interest)
        rows.append([str(years), *(f"{amount:,.2f}" for amount in amounts)])
    return rows


def schedule_table(rate: float) -> list[list[str]]:
    """Year by year for 1,000,000 yuan over 30 years in level instalments: principal, interest, balance."""
    rows = [["第几年", "当年还本（元）", "当年付息（元）", "年末余额（元）"]]
    balance, level = float(_PRINCIPAL), _instalment(rate, 360)
    for year in range(1, 31):
        before = balance
        for _ in range(12):
            balance -= level - balance * rate / 12
        principal = before - balance
        rows.append(
            [str(year), f"{principal:,.2f}", f"{level * 12 - principal:,.2f}", f"{abs(balance):,.2f}"]
        )
    return rows
