"""Identity cards of Hong Kong (letter, six digits, check in brackets) and Taiwan
(letter, nine digits, checksum)."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._parts import LINK, NO_ALNUM_AFTER, NO_ALNUM_BEFORE, WHOSE, squeezed

_HK = re.compile(rf"{NO_ALNUM_BEFORE}[A-Za-z]{{1,2}} ?\d{{3}} ?\d{{3}} ?\([0-9Aa]\)")
_MACAU = re.compile(
    rf"{NO_ALNUM_BEFORE}[157] ?\d{{6}} ?\(\d\)|{NO_ALNUM_BEFORE}[157](?:\d{{3}}/\d{{3}}|/\d{{6}})/\d(?![0-9/])"
)
_TW = re.compile(rf"{NO_ALNUM_BEFORE}[A-Za-z][ \-]?[1289](?:[ \-]?\d){{8}}{NO_ALNUM_AFTER}")
_CUE = (
    r"(?:(?:香港|台湾|澳门|港(?!澳)|台|(?<!港)澳)(?:特区|永久性?|永居)*(?:居民|居民?的)?(?:身份?[证分]证?|证(?!券)|永居)(?:件)?|"
    r"身[份分]证字号|身分证|统一证号|居留证|"
    r"(?<![a-z])(?:hong ?kong|hk|macau|taiwan(?:ese)?) ?(?:id|identity)(?: ?card)?|(?<![a-z])(?:hkid|bir|arc)(?![a-z]))"
)
_ANY = (
    r"(?P<v>[a-z]{1,2}[ \-]?\d{3}[ \-]?\d{3}[ \-/]?(?:\([0-9a]\)|[0-9a](?![0-9]))?|[a-z][ \-]?[1289a-d](?:[ \-]?\d){8}|"
    r"[157]\d{3}[ \-/]?\d{3}[ \-/]?(?:\(\d\)|[，, ]?括号[\d零一二三四五六七八九]|\d(?![0-9]))|[157]/\d{6}/\d)"
)
_CUED = re.compile(rf"{_CUE}{LINK}(?:字号|念给你|读给你|no|id)?{LINK}{_ANY}(?![0-9a-z])")
_AFTER = re.compile(rf"{NO_ALNUM_BEFORE}{_ANY}{WHOSE}{_CUE}")
_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"


def taiwan_checksum(number: str) -> bool:
    """A123456789: letter value 10 to 35, weights 1 9 8 … 1 1, sum divisible by ten."""
    letter = _LETTERS.index(number[0]) + 10
    values = [letter // 10, letter % 10, *map(int, number[1:])]
    return sum(v * w for v, w in zip(values, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1), strict=True)) % 10 == 0


def hongkong_check(number: str) -> bool:
    """A1234563 or AB9876543, brackets squeezed out: letters worth 10 to 35 (a missing first one 36), weights 9 to 1, sum
    divisible by eleven; the last sign may be A for ten."""
    if len(number) not in (8, 9) or not number[-7:-1].isdigit():
        return False
    letters = [ord(c) - 55 for c in number[:-7]]
    check = 10 if number[-1] == "A" else int(number[-1])
    values = [*([36] if len(letters) == 1 else []), *letters, *map(int, number[-7:-1]), check]
    return sum(v * w for v, w in zip(values, range(9, 0, -1), strict=True)) % 11 == 0


class HkTwId:
    """Form alone suffices where a check digit or its brackets confirm it."""

    kinds = frozenset({"HKTW_ID"})

    def find(self, a: Analysis) -> list[Find]:
        found = [Find(*m.span("v"), "HKTW_ID", 0.96, "ID word") for m in _CUED.finditer(a.lower)]
        found += [Find(*m.span("v"), "HKTW_ID", 0.86, "ID word after") for m in _AFTER.finditer(a.lower)]
        found += [Find(m.start(), m.end(), "HKTW_ID", 0.8, "macau form") for m in _MACAU.finditer(a.flat)]
        found += [
            Find(m.start(), m.end(), "HKTW_ID", 0.85, "check in brackets") for m in _HK.finditer(a.flat)
        ]
        found += [
            Find(m.start(), m.end(), "HKTW_ID", 0.9, "taiwan checksum")
            for m in _TW.finditer(a.flat)
            if taiwan_checksum(squeezed(m[0]))
        ]
        return found
