"""Identity cards of Hong Kong (letter, six digits, check in brackets) and Taiwan
(letter, nine digits, checksum)."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._parts import LINK, NO_ALNUM_AFTER, NO_ALNUM_BEFORE, squeezed

_HK = re.compile(rf"{NO_ALNUM_BEFORE}[A-Za-z]{{1,2}}\d{{6}} ?\([0-9Aa]\)")
_TW = re.compile(rf"{NO_ALNUM_BEFORE}[A-Za-z][1289]\d{{8}}{NO_ALNUM_AFTER}")
_CUED = re.compile(
    rf"(?:香港身份证|台湾身份证|澳门身份证|身分[证證]|居留证|hong ?kong id|hkid|"
    rf"taiwan(?:ese)? id){LINK}(?:字号)?{LINK}"
    r"(?P<v>[a-z]{1,2}\d{6,9}(?: ?\([0-9a]\))?|\d{7}\(\d\))(?![0-9a-z])"
)
_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"


def taiwan_checksum(number: str) -> bool:
    """A123456789: letter value 10 to 35, weights 1 9 8 … 1 1, sum divisible by ten."""
    letter = _LETTERS.index(number[0]) + 10
    values = [letter // 10, letter % 10, *map(int, number[1:])]
    return sum(v * w for v, w in zip(values, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1), strict=True)) % 10 == 0


class HkTwId:
    """Form alone suffices where a check digit or its brackets confirm it."""

    kinds = frozenset({"HKTW_ID"})

    def find(self, a: Analysis) -> list[Find]:
        found = [Find(*m.span("v"), "HKTW_ID", 0.96, "ID word") for m in _CUED.finditer(a.lower)]
        found += [
            Find(m.start(), m.end(), "HKTW_ID", 0.85, "check in brackets") for m in _HK.finditer(a.flat)
        ]
        found += [
            Find(m.start(), m.end(), "HKTW_ID", 0.9, "taiwan checksum")
            for m in _TW.finditer(a.flat)
            if taiwan_checksum(squeezed(m[0]))
        ]
        return found
