"""Mainland mobile numbers, with or without +86 and separators, in digits or spoken numerals (幺三八…)."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._parts import NO_DIGIT_AFTER

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
_SLIP = re.compile(
    rf"(?:手机|mobile|cell|shouji|电话)(?!银行|app)(?:号码?|[^0-9a-z。；;!?！？]){{0,8}}(?P<v>1[3-9](?:[ \-]?\d){{8}}(?:[ \-]?\d\d)?)"
    rf"{NO_DIGIT_AFTER}(?!\.\d)"
)
"""A digit too few or too many, behind its word."""
_ABROAD = re.compile(
    rf"(?<![0-9])\+(?!86(?!\d0))[1-9]\d{{0,2}}[ \-]?\(?\d(?:[ .()\-]{{0,2}}\d){{6,12}}{NO_DIGIT_AFTER}"
)

_HK = re.compile(
    rf"(?:whatsapp|手机|手提|电话|港号|门号|回电|拨打|联系|mobile|phone|cell|致电|打|tel)(?:号码?|number|no\.?|is|"
    rf"[^0-9a-z。；;!?！？]){{0,8}}(?P<v>[4-9]\d{{3}}[ \-]?\d{{4}}){NO_DIGIT_AFTER}(?!元|块|万|\.\d)"
)
_HK_CODE = re.compile(
    rf"(?<![0-9A-Za-z])(?:00|\+)?\(?85[23]\)?(?:[ \-]{{1,2}}|(?<=\)))[4-9]\d{{3}}[ \-]?\d{{4}}{NO_DIGIT_AFTER}"
)
_TAIWAN = re.compile(rf"(?<![0-9A-Za-z.])09\d{{2}}[ \-]?\d{{3}}[ \-]?\d{{3}}{NO_DIGIT_AFTER}")


class Mobile:
    """Prefix 13 to 19 and eleven digits; numbers of other countries with their + (ITU-T E.164)."""

    kinds = frozenset({"MOBILE"})

    def find(self, a: Analysis) -> list[Find]:
        found = [
            Find(m.start(), m.end(), "MOBILE", 0.9, "mobile prefix and length")
            for m in _NUMBER.finditer(a.digits)
            if len(set(_CODE.sub("", m[0])) & set(" .-")) < 2 and not _TOLL_FREE.fullmatch(m[0])
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
        found += [
            Find(m.start(), m.end(), "MOBILE", 0.9, "hong kong or macau form")
            for m in _HK_CODE.finditer(a.flat)
        ]
        found += [
            Find(*m.span("v"), "MOBILE", 0.72, "phone word, a digit amiss") for m in _SLIP.finditer(a.lower)
        ]
        return found
