"""Fixed-line numbers with area code and extension; without area code only beside a word such as 座机."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._parts import LINK, NO_ALNUM_BEFORE, NO_DIGIT_AFTER

_AREA = r"(?:10|2[0-57-9]|[3-9]\d{2})"
_EXTENSION = r"(?:[\s，,]?(?:转(?:分机)?|分机|ext(?:ension)?\.?|-|#)[\s:]?\d{1,6})?"
_FULL = re.compile(
    rf"(?:(?<![0-9A-Za-z])\(?\+?86\)?[ \-]?\(?0?{_AREA}\)?[ \-]?|{NO_ALNUM_BEFORE}(?:\(0{_AREA}\)|"
    rf"0{_AREA})[ \-]{{0,2}})"
    rf"[2-9]\d{{2,3}}[ \-]?\d{{4}}{NO_DIGIT_AFTER}{_EXTENSION}{NO_DIGIT_AFTER}(?![ \-]\d{{1,4}}[ \-]\d)|"
    rf"{NO_ALNUM_BEFORE}0{_AREA}(?:\.|/|_| ?- ?)[2-9]\d{{2,3}}\.?\d{{4}}{NO_DIGIT_AFTER}"
)
_SPELLED = re.compile(
    rf"{NO_ALNUM_BEFORE}(?<![0-9][ \-])0[ \-]{{1,3}}\d(?:[ \-]{{1,3}}\d){{8,10}}{NO_DIGIT_AFTER}(?![ \-]{{1,3}}\d)|"
    rf"{NO_ALNUM_BEFORE}(?<![0-9][ \-])0{_AREA}(?:[ \-]\d{{2,4}}){{2,4}}{NO_DIGIT_AFTER}(?![ \-]\d)"
)
_LOCAL = re.compile(
    rf"(?:座机|固话|固定电话|电话|传真|tel|phone|landline|fax){LINK}"
    rf"(?P<v>[2-8]\d{{2,3}}[ \-]?\d{{4}}{_EXTENSION}){NO_DIGIT_AFTER}"
)

_AFTER = re.compile(
    rf"(?<![0-9a-z.])(?P<v>[2-8]\d{{2,3}}[ \-]?\d{{4}}{_EXTENSION}){NO_DIGIT_AFTER}[^0-9a-z。；;!?！？\n]{{0,6}}"
    rf"(?:座机|固话|固定电话|家里电话|单位电话|办公电话)"
)
_TAIWAN = re.compile(
    rf"(?<![0-9A-Za-z])(?:0[2-8]-\d{{3,4}}-?\d{{4}}|\(0[2-8]\)[ \-]?\d{{3,4}}[ \-]?\d{{4}}){NO_DIGIT_AFTER}{_EXTENSION}{NO_DIGIT_AFTER}"
)
"""As dialled there; with their calling codes fixed lines of other countries are `abroad`'s."""

_INVOICE = re.compile(r"发票(?:代码|号码?)[是为:： ]{0,2}$")
"""Twelve digits that begin like an area code."""


class Landline:
    """Mainland numbering plan: area 010, 02x or 0xxx, then seven or eight digits."""

    kinds = frozenset({"LANDLINE"})

    def find(self, a: Analysis) -> list[Find]:
        found = [
            Find(m.start(), m.end(), "LANDLINE", 0.88, "area code")
            for m in _FULL.finditer(a.lower)
            if not _INVOICE.search(a.before(m.start()))
        ]
        found += [
            Find(m.start(), m.end(), "LANDLINE", 0.8, "area code, digits apart")
            for m in _SPELLED.finditer(a.lower)
            if 10 <= sum(c.isdigit() for c in m[0]) <= 12
        ]
        found += [Find(*m.span("v"), "LANDLINE", 0.75, "phone word") for m in _LOCAL.finditer(a.lower)]
        found += [Find(*m.span("v"), "LANDLINE", 0.75, "phone word after") for m in _AFTER.finditer(a.lower)]
        found += [
            Find(m.start(), m.end(), "LANDLINE", 0.92, "taiwan area code") for m in _TAIWAN.finditer(a.lower)
        ]
        return found
