"""Codes, passwords, CVV and expiry given without a word, because the turn before asked for them. No tagger needed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers.asked._edges import EDGE, END
from appliance.core.masking.recognizers.expiry import FORM as EXPIRY_FORM

_BARE = {
    "OTP": re.compile(rf"{EDGE}\d(?:[ \-,，]?\d){{3,7}}{END}"),
    "CVV": re.compile(rf"{EDGE}\d(?: ?\d){{2,3}}{END}"),
    "EXPIRY": re.compile(EXPIRY_FORM),
}
_SCORES = {"OTP": 0.9, "CVV": 0.91, "EXPIRY": 0.9}
_SECRET_WORD = re.compile(r"[!-~]{6,32}")


class AskedSecret:
    """Dropped, never stored."""

    kinds = frozenset({*_BARE, "PASSWORD"})

    def find(self, a: Analysis) -> list[Find]:
        found = [
            Find(m.start(), m.end(), kind, _SCORES[kind], "asked for just before")
            for kind in a.asked & _BARE.keys()
            for m in _BARE[kind].finditer(a.lower)
        ]
        if "PASSWORD" in a.asked:
            found += self._password(a)
        return found

    def _password(self, a: Analysis) -> Iterator[Find]:
        for m in _SECRET_WORD.finditer(a.flat):
            value = m[0].rstrip(".,;:?")
            if re.search(r"[0-9]", value) and not re.fullmatch(r"[0-9.,/\-]{9,}", value):
                yield Find(m.start(), m.start() + len(value), "PASSWORD", 0.87, "asked for just before")
