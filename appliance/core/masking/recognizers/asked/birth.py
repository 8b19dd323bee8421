"""A date, or less than one, given because the date of birth was asked for."""

from __future__ import annotations

import re
from typing import Final

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.context import EARLIER, NOW
from appliance.core.masking.recognizers.dob import DATE, PART

_DATE: Final = re.compile(DATE)
_PART: Final = re.compile(PART)
_SHORT: Final = 30
_EXPIRES: Final = re.compile(r"有效|到期|过期|exp|valid")
_LATE: Final = re.compile(r"20(?:1[3-9]|2\d)")
_COUNTED: Final = re.compile(r" ?(?:元|块|万|天|年期|期|个|次|分钟|%|点|位)")


class AskedBirth:
    """Asked for just now, a month and day or a year will do; asked earlier, a whole date that a birth can have."""

    kinds = frozenset({"DOB"})

    def find(self, a: Analysis) -> list[Find]:
        strength = a.state.wants.get("DOB", 0)
        if strength < EARLIER or _EXPIRES.search(a.lower):
            return []
        found = [
            Find(m.start(), m.end(), "DOB", 0.88, "asked for just before")
            for m in _DATE.finditer(a.lower)
            if strength == NOW or not _LATE.match(m[0])
        ]
        if not found and len(a.text) <= _SHORT and (strength == NOW or "DOB" in a.state.given):
            found = [
                Find(m.start(), m.end(), "DOB", 0.87, "part of a date, asked for just before")
                for m in _PART.finditer(a.lower)
                if not _COUNTED.match(a.lower, m.end())
            ]
        return found
