"""International bank account numbers (ISO 13616), confirmed by their remainder modulo 97."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._parts import NO_ALNUM_AFTER, NO_ALNUM_BEFORE, squeezed

_FORM = re.compile(
    rf"(?:{NO_ALNUM_BEFORE}|(?<=iban)|(?<=IBAN))[A-Za-z]{{2}}\d{{2}}(?:[ \-]?[A-Za-z0-9]){{11,30}}{NO_ALNUM_AFTER}"
)
_CUE = re.compile(r"iban")
LENGTHS = {
    "AE": 23, "AT": 20, "BE": 16, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "ES": 24, "FI": 18, "FR": 27, "GB": 22,
    "GR": 27, "HU": 28, "IE": 22, "IL": 23, "IT": 27, "KW": 30, "LU": 20, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "QA": 29,
    "SA": 24, "SE": 24, "TR": 26,
}  # fmt: skip
"""Characters by country (ISO 13616 registry)."""


def remainder(iban: str) -> int:
    """1 for a right IBAN: the first four characters moved to the end, letters as 10 to 35."""
    return int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97


def known(iban: str) -> bool:
    """Whether its country is one of the list, and its length that country's; `iban` in capitals."""
    return LENGTHS.get(iban[:2]) == len(iban)


class Iban:
    """A space may end the number or stand inside it, so shorter readings are tried too."""

    kinds = frozenset({"IBAN"})

    def find(self, a: Analysis) -> list[Find]:
        return [f for m in _FORM.finditer(a.flat) if (f := self._judge(a, m))]

    def _judge(self, a: Analysis, m: re.Match[str]) -> Find | None:
        end = m.end()
        while end > m.start():
            code = squeezed(a.flat[m.start() : end])
            if 15 <= len(code) <= 34 and remainder(code) == 1:
                return Find(m.start(), end, "IBAN", 0.98, "mod 97")
            cut = max(a.flat.rfind(mark, m.start(), end) for mark in " -")
            if cut < 0:
                break
            end = cut
        whole = squeezed(a.flat[m.start() : m.end()])
        if 15 <= len(whole) <= 34 and remainder(whole[:2] + whole[2:].replace("O", "0")) == 1:
            return Find(m.start(), m.end(), "IBAN", 0.96, "mod 97, letters for digits")
        if _CUE.search(a.before(m.start(), 12)):
            return Find(m.start(), m.end(), "IBAN", 0.85, "iban word")
        if LENGTHS.get(whole[:2]) == len(whole):
            return Find(m.start(), m.end(), "IBAN", 0.62, "country and length")
        return None
