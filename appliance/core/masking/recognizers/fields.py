"""Fields of records: JSON, YAML, forms and queries by their keys, tables and lists by their heading, SQL by its columns.

What a number or a word by itself would not tell (3207741802, 高兴), the name of its field does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._field_words import fits, heads, kind_of, of_a_person
from appliance.core.masking.recognizers._not_names import elsewhere, no_name
from appliance.core.masking.units import PINYIN
from appliance.core.masking.word_lists import words_known

_KEY: Final = r"(?:[A-Za-z][A-Za-z_]{1,24}|[\u4e00-\u9fff]{2,8}|QQ号?)"
_QUOTED: Final = re.compile(
    rf"(?<![A-Za-z_])(?P<k>{_KEY})[\"'“”]?\s?(?:[:=]|=>)\s?[\"'“](?P<v>[^\"'“”\n]{{2,80}})[\"'”]"
)
_PLAIN: Final = re.compile(
    rf"(?<![A-Za-z_])(?P<k>{_KEY})\"?=(?P<v>[^\s\"'&;,|]{{2,40}})|\"(?P<k2>{_KEY})\" ?: ?(?P<v2>\d{{5,24}})(?=\s?[,}}\]]|$)"
)
_LINE: Final = re.compile(
    rf"^[ \t\-]*(?P<k>{_KEY})[ \t]*[:：][ \t]*(?P<v>\S[^\n]{{0,78}}?)[ \t,]*$", re.MULTILINE
)
_TAG: Final = re.compile(r"<(?P<k>[A-Za-z_]{2,20})>(?P<v>[^<>\n]{2,80})</(?P=k)>")
_INSERT: Final = re.compile(
    r"insert into [`\"\w.]{1,40} ?\((?P<k>[^()]{3,200})\) ?values ?(?P<v>\([^\n]{3,2000})", re.IGNORECASE
)
_ROW: Final = re.compile(r"\(([^()]{3,400})\)")
_TYPED: Final = re.compile(
    r"\"type\" ?: ?\"(?P<k>qq|wechat|wx|weixin)\" ?, ?\"(?:no|num|number|id|value|account)\" ?: ?\"(?P<v>[^\"\n]{5,24})\""
)
_SIGNS: Final = "|\t,;，"
_LEAST_CELLS: Final = 2
_MOST_ROWS: Final = 200
_RULE: Final = re.compile(r"[\s|:\-+]*")
_SURNAMES: Final = words_known("pinyin_surnames")
_LEAST_LOGIN: Final = 7
_Cell = tuple[int, int]


class Fields:
    """Keys and headings decide; what stands in the field must look like it."""

    kinds = frozenset({"PERSON", "ACCOUNT", "QQ", "WECHAT", "DOB", "ADDRESS"})

    def find(self, a: Analysis) -> list[Find]:
        flat = a.flat
        found: list[Find] = []
        if any(sign in flat for sign in '"=:：<'):
            found += self._pairs(a)
        if "\n" in flat:
            found += self._tables(a)
        for m in _INSERT.finditer(flat):
            heading = [cell.strip(" `\"'").lower() for cell in m["k"].split(",")]
            for row in _ROW.finditer(flat, m.start("v"), m.end("v")):
                found += self._row(a, heading, _cells(flat, row.start(1), row.end(1), ","), personal=True)
        return found

    def _pairs(self, a: Analysis) -> Iterator[Find]:
        personal = of_a_person(a.lower)
        for pattern in (_QUOTED, _PLAIN, _LINE, _TAG, _TYPED):
            for m in pattern.finditer(a.flat):
                at = "" if m["k"] else "2"
                if pattern is _LINE and kind_of(m["k"].lower()) == "ADDRESS":
                    continue  # what else stands in the line is none of it
                yield from self._field(a, m["k" + at].lower(), m.span("v" + at), personal=personal)

    def _tables(self, a: Analysis) -> Iterator[Find]:
        """A line of headings, and the lines below it with as many cells."""
        at, heading, sign, rows = 0, list[str](), "", 0
        for line in a.flat.split("\n"):
            start, at = at, at + len(line) + 1
            if heading and sign in line and rows < _MOST_ROWS:
                cells = _cells(a.flat, start, start + len(line), sign)
                if abs(len(cells) - len(heading)) <= (sign == "|"):
                    rows += 1
                    yield from self._row(a, heading, cells, personal=True)
                    continue
            if heading and _RULE.fullmatch(line):
                continue
            heading, sign = _heading(a, start, line)
            rows = 0

    def _row(
        self, a: Analysis, heading: Sequence[str], cells: Sequence[_Cell], *, personal: bool
    ) -> Iterator[Find]:
        for key, cell in zip(heading, cells, strict=False):
            yield from self._field(a, key, cell, personal=personal)

    def _field(self, a: Analysis, key: str, at: _Cell, *, personal: bool) -> Iterator[Find]:
        kind = kind_of(key)
        start, end = at
        value = a.flat[start:end]
        if heads(a.lower[start:end]):
            return
        if kind == "LOGIN":
            if len(value) >= _LEAST_LOGIN and value.islower() and _spelt(value):
                yield Find(start, end, "PERSON", 0.75, "name in pinyin in its field")
            return
        if not kind or not (score := fits(kind, value, personal=personal)):
            return
        kind = "PERSON" if kind == "NAME" else kind
        if kind == "PERSON" and (no_name(a, start, end) or elsewhere(a, start, end, 3.0)):
            return
        yield Find(start, end, kind, score, "value in its field")


def _heading(a: Analysis, start: int, line: str) -> tuple[list[str], str]:
    """The cells of a line of headings and what parts them; nothing where the line is none."""
    for sign in _SIGNS:
        if sign in line:
            cells = [a.lower[s:e] for s, e in _cells(a.flat, start, start + len(line), sign)]
            if sum(map(heads, cells)) >= _LEAST_CELLS and any(map(kind_of, cells)):
                return cells, sign
    return [], ""


def _cells(flat: str, start: int, end: int, sign: str) -> list[_Cell]:
    """Cells without the blanks and quotes around them; the empty ones at either side of a line with bars left out."""
    cells, at = list[_Cell](), start
    for piece in flat[start:end].split(sign):
        bare = piece.strip(" \t\"'`")
        first = at + piece.index(bare) if bare else at
        cells.append((first, first + len(bare)))
        at += len(piece) + 1
    if sign == "|" and len(cells) > _LEAST_CELLS:
        while cells and cells[0][0] == cells[0][1]:
            cells.pop(0)
        while cells and cells[-1][0] == cells[-1][1]:
            cells.pop()
    return cells


def _spelt(value: str) -> bool:
    """zhangwei: a surname and a given name in pinyin, glued."""
    return any(
        value[:size] in _SURNAMES and PINYIN.fullmatch(value, size) is not None
        for size in range(2, min(7, len(value) - 1))
    )
