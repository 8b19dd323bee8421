"""Unified social credit code, 18 characters with check character (GB 32100-2015)."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._parts import NO_ALNUM_AFTER, NO_ALNUM_BEFORE, squeezed

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CHARACTER = "[0-9A-HJ-NPQRTUWXY]"
_FORM = re.compile(
    rf"{NO_ALNUM_BEFORE}{_CHARACTER}[ \-]?{_CHARACTER}(?:[ \-]?\d){{6}}(?:[ \-]?{_CHARACTER}){{10}}"
    rf"{NO_ALNUM_AFTER}",
    re.IGNORECASE,
)
_STRICT = re.compile(rf"{_CHARACTER}{{2}}\d{{6}}{_CHARACTER}{{10}}")
_CUE = re.compile(r"信用代码|纳税人识别号|税号|credit code|uscc")


def check_character(first17: str) -> str:
    """The 18th character: 31 less the sum weighted by powers of three, modulo 31."""
    total = sum(_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(first17))
    return _ALPHABET[(31 - total % 31) % 31]


def valid(code: str) -> bool:
    """True for 18 characters of the standard's alphabet with a right check character; `code` in capitals."""
    return (
        _STRICT.fullmatch(code) is not None
        and check_character(code[:17]) == code[17]
        and not (code.isdigit() and code[0] not in "159")
    )


class Uscc:
    """Without the right check character only beside its word,
    or when letters make the form unlikely by chance."""

    kinds = frozenset({"USCC"})

    def find(self, a: Analysis) -> list[Find]:
        return [f for m in _FORM.finditer(a.flat) if (f := self._judge(a, m))]

    def _judge(self, a: Analysis, m: re.Match[str]) -> Find | None:
        code = squeezed(m[0])
        if valid(code):
            return Find(m.start(), m.end(), "USCC", 0.97, "gb32100 check character")
        if _CUE.search(a.before(m.start(), 16)):
            return Find(m.start(), m.end(), "USCC", 0.9, "credit code word")
        if code[0] in "159" and sum(c.isalpha() for c in code) >= 2:
            return Find(m.start(), m.end(), "USCC", 0.65, "credit code form")
        return None
