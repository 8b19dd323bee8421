"""Mainland mobile numbers, with or without +86 and separators, in digits or spoken numerals (幺三八…)."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._parts import NO_DIGIT_AFTER, OF_AN_ORDER

_NUMBER = re.compile(
    # Not inside a longer number, nor the tail of a serial such as SF13812345678.
    r"(?<![0-9])(?<![A-Z][A-Z])(?<![0-9][A-Z])"
    r"(?:\(?(?:\+|00)?86\)?[ .\-]?(?:\(0\))?)?1[ .\-]{0,2}[3-9](?:[ .\-]{0,2}\d){9}"
    rf"{NO_DIGIT_AFTER}(?!\.\d\d(?!\d))(?! ?(?:元(?![旦宵])|块))"
    rf"|(?<![0-9])\(1[3-9]\d\)[ \-]?\d{{4}}[ \-]?\d{{4}}{NO_DIGIT_AFTER}"
)
_CODE = re.compile(r"^\(?(?:\+|00)?86\)?[ .\-]?")
_TOLL_FREE = re.compile(r"1[ \-]8(?:00|88|77|66|55|44|33)[ \-]\d{3}[ \-]\d{4}")
"""1-800-555-0199: a service line of North America."""
_ZERO_FIRST = re.compile(rf"(?<![0-9A-Za-z.])01[3-9]\d{{9}}{NO_DIGIT_AFTER}(?!\.\d)")
"""As it was once dialled in another province."""
_PARTED = re.compile(r"\d[ \-]\d")
_GROUPS = re.compile(r"(?<![0-9])(?<![0-9][ \-])(?:\d{4}([ \-]))(?:\d{4}\1){0,3}$")
"""1202 0214 1990 0087 265: the end of a longer number in groups of four."""
_SLIP = re.compile(
    rf"(?:手机|mobile|cell|shouji|电话)(?!银行|app)(?:号码?|[^0-9a-z。；;!?！？]){{0,8}}(?P<v>1[3-9](?:[ \-]?\d){{8}}(?:[ \-]?\d\d)?)"
    rf"{NO_DIGIT_AFTER}(?!\.\d)"
)
"""A digit too few or too many, behind its word."""


class Mobile:
    """Prefix 13 to 19 and eleven digits."""

    kinds = frozenset({"MOBILE"})

    def find(self, a: Analysis) -> list[Find]:
        found = [
            Find(m.start(), m.end(), "MOBILE", 0.9, "mobile prefix and length")
            for m in _NUMBER.finditer(a.digits)
            if len(set(_CODE.sub("", m[0])) & set(" .-")) < 2
            and not _TOLL_FREE.fullmatch(m[0])
            and not (_PARTED.search(m[0]) and _GROUPS.search(a.digits[max(0, m.start() - 24) : m.start()]))
        ]
        found += [
            Find(m.start(), m.end(), "MOBILE", 0.8, "mobile prefix and length behind a zero")
            for m in _ZERO_FIRST.finditer(a.digits)
            if not OF_AN_ORDER.search(a.before(m.start()))
        ]
        found += [
            Find(*m.span("v"), "MOBILE", 0.72, "phone word, a digit amiss") for m in _SLIP.finditer(a.lower)
        ]
        return found
