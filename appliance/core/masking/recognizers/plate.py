"""Vehicle plates (GA 36-2018): province, letter, five characters, or six on new-energy vehicles."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find

_ONE = "[A-HJ-NP-Z0-9零〇○一幺二两三四五六七八九洞拐勾]"
_GAP = "[ ·•・.,，-]?"
_SPOKEN = re.compile(
    rf"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼滬渝遼鄂魯蘇浙贛陝閩貴粵寧瓊滇蜀][A-HJ-NP-Z]"
    rf"(?P<r>(?:{_GAP}{_ONE}){{5,6}}|(?:{_GAP}{_ONE}){{4}}[挂学警港澳])(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•・ .\-]?"
    r"(?=[A-Z]{0,5}\d)(?:[A-HJ-NP-Z0-9]{5}\d|[A-HJ-NP-Z0-9]{5}[DFABCEGHJK]|[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳])"
    r"(?![A-Za-z0-9])",
    re.IGNORECASE,
)


class Plate:
    """At least one digit, so that a province and a word are no plate."""

    kinds = frozenset({"PLATE"})

    def find(self, a: Analysis) -> list[Find]:
        found = [Find(m.start(), m.end(), "PLATE", 0.93, "plate form") for m in _FORM.finditer(a.flat)]
        return found + [
            Find(m.start(), m.end(), "PLATE", 0.91, "plate form, spaced or said")
            for m in _SPOKEN.finditer(a.flat)
            if sum(not c.isascii() or c.isdigit() for c in m["r"] if c not in "·•・，") >= 2
        ]
