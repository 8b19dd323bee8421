"""Bank identifier codes (ISO 9362), only beside SWIFT or BIC: eight letters alone are any word."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._parts import LINK

_CUED = re.compile(rf"(?:swift|(?<![a-z])bic)(?:\s?/?\s?(?:代码|code|bic))?{LINK}")
_CODE = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?(?![A-Za-z0-9])")


class Swift:
    """Upper case as written: after the word, lower-case letters are prose."""

    kinds = frozenset({"SWIFT"})

    def find(self, a: Analysis) -> list[Find]:
        found: list[Find] = []
        for cue in _CUED.finditer(a.lower):
            if m := _CODE.match(a.flat, cue.end()):
                found.append(Find(m.start(), m.end(), "SWIFT", 0.95, "swift word"))
        return found
