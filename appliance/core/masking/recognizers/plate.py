"""Vehicle plates (GA 36-2018): province, letter, five characters, or six on new-energy vehicles."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find

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
        return [Find(m.start(), m.end(), "PLATE", 0.93, "plate form") for m in _FORM.finditer(a.flat)]
