"""Mainland mobile numbers, with or without +86 and separators, in digits or spoken numerals (幺三八…)."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._parts import NO_DIGIT_AFTER

_NUMBER = re.compile(
    # Not inside a longer number, nor the tail of a serial such as SF13812345678.
    r"(?<![0-9])(?<![A-Z][A-Z])(?<![0-9][A-Z])"
    r"(?:\(?(?:\+|00)?86\)?[ .\-]?)?1[ .\-]{0,2}[3-9](?:[ .\-]{0,2}\d){9}"
    rf"{NO_DIGIT_AFTER}(?!\.\d\d(?!\d))"
)
_ABROAD = re.compile(
    rf"(?<![0-9A-Za-z])\+(?!86)[1-9]\d{{0,2}}[ \-]?\(?\d(?:[ .()\-]{{0,2}}\d){{6,12}}{NO_DIGIT_AFTER}"
)

_HK = re.compile(
    rf"(?:whatsapp|手机|电话|mobile|phone|致电|打)(?:号码?|"
    rf"[^0-9a-z。；;!?！？\n]){{0,6}}(?P<v>[4-9]\d{{3}}[ \-]\d{{4}}){NO_DIGIT_AFTER}"
)
_TAIWAN = re.compile(rf"(?<![0-9A-Za-z])09\d{{2}}[ \-]\d{{3}}[ \-]\d{{3}}{NO_DIGIT_AFTER}")


class Mobile:
    """Prefix 13 to 19 and eleven digits; numbers of other countries with their + (ITU-T E.164)."""

    kinds = frozenset({"MOBILE"})

    def find(self, a: Analysis) -> list[Find]:
        found = [
            Find(m.start(), m.end(), "MOBILE", 0.9, "mobile prefix and length")
            for m in _NUMBER.finditer(a.digits)
        ]
        found += [
            Find(m.start(), m.end(), "MOBILE", 0.91, "international form") for m in _ABROAD.finditer(a.flat)
        ]
        found += [
            Find(*m.span("v"), "MOBILE", 0.74, "phone word, eight digits") for m in _HK.finditer(a.lower)
        ]
        found += [
            Find(m.start(), m.end(), "MOBILE", 0.9, "taiwan mobile form") for m in _TAIWAN.finditer(a.flat)
        ]
        return found
