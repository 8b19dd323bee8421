"""The text of a table's row as the readers write it, `column=value; column=value`, taken apart again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import zip_longest
from typing import Final

_PAIR: Final = re.compile(r"\s*([^=;；]{1,80})=([^;；]*)(?:[;；]|$)")
_ROW: Final = re.compile(r"^[^=;\n]{1,30}=[^;\n]*(?:;|$)")
_BLANK: Final = re.compile(r"[-–—/\s]*")


def columns(row: str) -> list[tuple[str, str]]:
    """Columns and values of a row's text ("期限=1年; 年利率=1.50%"), blank ones too; [] if it is no such row."""
    return [(m[1].strip(), m[2].strip()) for m in _PAIR.finditer(row)]


def cells(row: str) -> list[tuple[str, str]]:
    """`columns` without the blank ones."""
    return [(column, value) for column, value in columns(row) if not _BLANK.fullmatch(value)]


def row_fields(text: str) -> list[tuple[str, str]]:
    """Columns and values of a text of unknown kind: [] for running text, also where a line of it looks like a row. A value keeps
    every `=` and `；` in it."""
    text = text.strip()
    if not _ROW.match(text) or "\n" in text:
        return []
    fields = [part.split("=", 1) for part in re.split(r";\s*", text) if part]
    return [(pair[0].strip(), pair[1].strip()) for pair in fields if len(pair) == 2]


class Columns:
    """Columns of known names, whatever else stands in a row: values may hold `;` and `=`, since only a known name ends one."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """`names`: what a heading may be, in lower case, and the key it stands for."""
        longest_first = sorted(names, key=len, reverse=True)
        self._names = names
        self._heading = re.compile(
            rf"(?:^|[;；]\s*)({'|'.join(map(re.escape, longest_first))})\s*=", re.IGNORECASE
        )

    def of(self, row: str) -> dict[str, str]:
        """Values by key, empty ones too; of two columns with one key the first."""
        marks = list(self._heading.finditer(row))
        found: dict[str, str] = {}
        for mark, after in zip_longest(marks, marks[1:]):
            value = row[mark.end() : after.start() if after else None]
            found.setdefault(self._names[mark[1].lower()], value.strip())
        return found
