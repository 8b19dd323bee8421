"""Resident identity card: 18 characters with check digit (GB 11643-1999), and the old 15 digits."""

from __future__ import annotations

import re
from datetime import date

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._parts import NO_ALNUM_AFTER, NO_ALNUM_BEFORE, squeezed

_LONG = re.compile(rf"{NO_ALNUM_BEFORE}[1-9](?:[ .\-]?\d){{16}}[ .\-]?[\dXx叉]{NO_ALNUM_AFTER}")
_SHORT = re.compile(rf"{NO_ALNUM_BEFORE}[1-9](?:[ .\-]?\d){{14}}{NO_ALNUM_AFTER}")
_NEAR = re.compile(rf"{NO_ALNUM_BEFORE}[1-9](?:[ .\-]?\d){{13,18}}[ .\-]?[\dXx*]{NO_ALNUM_AFTER}")
"""A digit too few or too many, or the last one hidden."""
CUE = re.compile(
    r"身[份分]|证件|证号|sfz|公民身份|(?<![a-z])id(?![a-z])|id_?(?:card|number|no|num)|identity|"
    r"(?:cert|certificate|paper)_?(?:no|number|id)"
)
_REACH = 16
_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91".split()  # noqa: SIM905
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def check_character(first17: str) -> str:
    """The 18th character for the first 17 digits (ISO 7064 MOD 11-2)."""
    return "10X98765432"[sum(int(d) * w for d, w in zip(first17, _WEIGHTS, strict=True)) % 11]


def _born(year: str, month: str, day: str) -> bool:
    try:
        return date(1880, 1, 1) <= date(int(year), int(month), int(day)) <= date(2100, 1, 1)
    except ValueError:
        return False


def valid(number: str) -> bool:
    """True for 18 characters with a province, a date of birth and the right check character."""
    return (
        len(number) == 18
        and number[:17].isdigit()
        and number[:2] in _PROVINCES
        and _born(number[6:10], number[10:12], number[12:14])
        and check_character(number[:17]) == number[17]
    )


def plausible(number: str) -> bool:
    """True for 18 characters with a province and a date of birth, whatever the check character."""
    return (
        len(number) == 18
        and number[:17].isdigit()
        and number[:2] in _PROVINCES
        and _born(number[6:10], number[10:12], number[12:14])
    )


def begun(number: str) -> bool:
    """True for the beginning of one: a province, a year, a month and perhaps a day of birth, and more."""
    month, day = number[10:12], number[12:14]
    return (
        len(number) >= 10
        and number.isdigit()
        and number[:2] in _PROVINCES
        and "1920" <= number[6:10] <= "2025"
        and (not month or "01" <= month <= "12")
        and (not day or "01" <= day <= "31")
    )


_ELSE = re.compile(r"流水|凭证|订单|单号|回单|参考号|order|ref|trace")
"""Without a right checksum, such a word before says what the number is."""


class CnId:
    """Checksum right: near certain.

    Checksum wrong but place and date plausible: a typing slip, masked all the same.
    """

    kinds = frozenset({"CN_ID"})

    def find(self, a: Analysis) -> list[Find]:
        found = [f for m in _LONG.finditer(a.digits) if (f := self._long(a, m))]
        found += [f for m in _SHORT.finditer(a.digits) if (f := self._short(a, m))]
        if not found:
            found += [f for m in _NEAR.finditer(a.digits) if (f := self._near(a, m))]
        return found

    def _long(self, a: Analysis, m: re.Match[str]) -> Find | None:
        number = squeezed(m[0].replace("叉", "X"))
        if number[:2] not in _PROVINCES or not _born(number[6:10], number[10:12], number[12:14]):
            return None
        if check_character(number[:17]) == number[17]:
            return Find(m.start(), m.end(), "CN_ID", 0.99, "gb11643 checksum")
        if _ELSE.search(a.before(m.start(), _REACH)):
            return None
        cued = CUE.search(a.before(m.start(), _REACH))
        return Find(m.start(), m.end(), "CN_ID", 0.9 if cued else 0.7, "place and date")

    def _short(self, a: Analysis, m: re.Match[str]) -> Find | None:
        number = squeezed(m[0])
        if number[:2] not in _PROVINCES or not _born("19" + number[6:8], number[8:10], number[10:12]):
            return None
        if _ELSE.search(a.before(m.start(), _REACH)):
            return None
        cued = CUE.search(a.before(m.start(), _REACH))
        return Find(m.start(), m.end(), "CN_ID", 0.95 if cued else 0.8, "15 digits, place and date")

    def _near(self, a: Analysis, m: re.Match[str]) -> Find | None:
        """A slip: behind its word any such number; without it where place and year of birth stand where they should."""
        number = "".join(c for c in m[0] if c not in " .-")
        if len(number) not in (14, 15, 16, 17, 18, 19) or _ELSE.search(a.before(m.start(), _REACH)):
            return None
        cued = CUE.search(a.before(m.start(), _REACH)) is not None
        placed = number[:2] in _PROVINCES and number[6:8] in ("19", "20")
        if cued and (placed or len(number) in (15, 17, 18, 19)):
            return Find(m.start(), m.end(), "CN_ID", 0.82 if placed else 0.72, "ID word, a digit amiss")
        if placed and len(number) in (17, 18, 19) and (len(number) != 18 or number[10:12] <= "12"):
            return Find(m.start(), m.end(), "CN_ID", 0.56, "place and year, a digit amiss")
        return None
