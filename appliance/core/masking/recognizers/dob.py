"""Dates of birth: a date beside 出生, 生日, born …; any other date stays readable."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._parts import NO_DIGIT_AFTER

_MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
DATE = (
    r"(?<![0-9])(?:(?:19|20)\d{2} ?[-/.年] ?(?:1[0-2]|0?[1-9]) ?[-/.月] ?(?:3[01]|[12]\d|"
    r"0?[1-9])(?: ?[日号])?"
    r"|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"|(?:3[01]|[12]\d|0?[1-9])[-/.](?:3[01]|[12]\d|0?[1-9])[-/.](?:19|20)\d{2}"
    rf"|(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)? (?:of )?{_MONTHS},? (?:19|20)\d{{2}}"
    rf"|{_MONTHS} (?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?,? (?:19|20)\d{{2}}"
    rf"|(?:19)?\d{{2}}年(?:1[0-2]|0?[1-9])月(?:(?:3[01]|[12]\d|0?[1-9])[日号]?)?){NO_DIGIT_AFTER}"
)
_BEFORE = re.compile(
    rf"(?:出生(?:日期|年月日?|时间)?|生日|生辰|born|date of birth|birth ?(?:day|date)|"
    rf"(?<![a-z])d\.?o\.?b\.?)[^0-9。；;!?！？]{{0,10}}(?P<v>{DATE})"
)
_AFTER = re.compile(rf"(?P<v>{DATE}) ?(?:出生|生人|生的|的生日)")


class Dob:
    """The cue may stand on either side."""

    kinds = frozenset({"DOB"})

    def find(self, a: Analysis) -> list[Find]:
        return [
            Find(*m.span("v"), "DOB", 0.93, "birth word")
            for p in (_BEFORE, _AFTER)
            for m in p.finditer(a.lower)
        ]
