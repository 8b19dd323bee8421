"""Unified social credit code, 18 characters with check character (GB 32100-2015)."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._parts import NO_ALNUM_AFTER, NO_ALNUM_BEFORE, squeezed

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CHARACTER = "[0-9A-HJ-NPQRTUWXY]"
SLIPS = str.maketrans("OIZS", "0125")
"""Letters that the standard leaves out, because people take them for digits."""
_FORM = re.compile(
    rf"{NO_ALNUM_BEFORE}{_CHARACTER}[ \-]?{_CHARACTER}(?:[ \-]?[\dOI]){{6}}(?:[ \-]?[0-9A-Z]){{9,11}}"
    rf"{NO_ALNUM_AFTER}",
    re.IGNORECASE,
)
_STRICT = re.compile(rf"{_CHARACTER}{{2}}\d{{6}}{_CHARACTER}{{10}}")
_CUE = re.compile(
    r"信用代?码|纳税人|税号|执照|统一(?:编号|代码)|统编|注册号|机构代码|credit ?code|uscc|tax ?(?:id|no|number)|"
    r"(?:business )?licen[cs]e|(?:tax|credit|social)_?(?:no|id|code)"
)
_MOST_LETTERS = 10


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
        typed = squeezed(m[0])
        code = typed.translate(SLIPS)
        if valid(typed) or valid(code):
            return Find(m.start(), m.end(), "USCC", 0.97, "gb32100 check character")
        if _CUE.search(a.before(m.start(), 16)):
            return Find(m.start(), m.end(), "USCC", 0.9, "credit code word")
        letters = sum(c.isalpha() for c in code)
        if (
            len(code) == 18
            and code[0] in "159"
            and code[1] in "1239"
            and 2 <= letters <= _MOST_LETTERS
            and " " not in m[0]
        ):
            return Find(m.start(), m.end(), "USCC", 0.65, "credit code form")
        return None
