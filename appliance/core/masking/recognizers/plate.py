"""Vehicle plates (GA 36-2018): province, letter, five characters, or six on new-energy vehicles."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._parts import LINK

_ONE = "[A-HJ-NP-Z0-9零〇○一幺二两三四五六七八九洞拐勾]"
_GAP = "[ ·•・.,，-]?"
_SPOKEN = re.compile(
    rf"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼滬渝遼鄂魯蘇浙贛陝閩貴粵寧瓊滇蜀][A-HJ-NP-Z]"
    rf"(?P<r>(?:{_GAP}{_ONE}){{5,6}}|(?:{_GAP}{_ONE}){{4}}[挂学警港澳])(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•・ .\-]?"
    r"(?=[A-Z]{0,5}\d)(?:[A-HJ-NP-Z0-9]{5}\d|[A-HJ-NP-Z0-9]{5}[DFABCEGHJK]|[A-HJ-NP-Z0-9]{4}(?:[A-HJ-NP-Z0-9]|[挂学警港澳]))"
    r"(?:(?<=[挂学警港澳])|(?![A-Za-z0-9])|(?=ETC))[挂学]?",
    re.IGNORECASE,
)
_COMMAS = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][，,][A-HJ-NP-Z]"
    rf"(?P<r>(?:[，,]{_ONE}{{1,5}}){{1,5}})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
"""川，B，九二七，Q五."""


_CUED = re.compile(
    rf"(?:车牌|牌照|号牌|plate(?: no\.?| number)?){LINK}(?P<v>[a-z]{{2,3}}[ \-]?\d{{3,4}}|\d{{3,4}}-[a-z]{{2,3}}|"
    rf"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][ \-·]?[a-z][\s·\-]{{0,2}}[a-z0-9]{{5,6}})(?![a-z0-9])"
)
"""Plates of Hong Kong and Taiwan, and letters typed for digits, behind the word."""
_OFFICIAL = re.compile(
    r"(?<![A-Za-z0-9])WJ ?[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]? ?·?\d{4}[0-9A-Z](?![A-Za-z0-9])|"
    r"(?<![A-Za-z0-9])(?:[京沪粤渝川陕鄂辽]A?·?)?\d{6}使|使\d{6}(?!\d)|(?<![A-Za-z0-9])[京沪粤渝川陕鄂辽]A·?\d{4}领",
    re.IGNORECASE,
)
"""Armed police, embassies, consulates."""


class Plate:
    """At least one digit, so that a province and a word are no plate."""

    kinds = frozenset({"PLATE"})

    def find(self, a: Analysis) -> list[Find]:
        found = [Find(m.start(), m.end(), "PLATE", 0.93, "plate form") for m in _FORM.finditer(a.flat)]
        found += [
            Find(m.start(), m.end(), "PLATE", 0.9, "official plate") for m in _OFFICIAL.finditer(a.flat)
        ]
        found += [Find(*m.span("v"), "PLATE", 0.92, "plate word") for m in _CUED.finditer(a.lower)]
        return found + [
            Find(m.start(), m.end(), "PLATE", 0.91, "plate form, spaced or said")
            for pattern in (_SPOKEN, _COMMAS)
            for m in pattern.finditer(a.flat)
            if (pattern is _SPOKEN or sum(c.isalnum() for c in m["r"]) in (5, 6))
            and sum(not c.isascii() or c.isdigit() for c in m["r"] if c not in "·•・，") >= 2
        ]
