"""A date, or less than one, given because the date of birth was asked for."""

from __future__ import annotations

import re
from typing import Final

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.context import EARLIER, NOW
from appliance.core.masking.recognizers.asked._fits import rest
from appliance.core.masking.recognizers.dob import DATE, PART

_DATE: Final = re.compile(DATE)
_PART: Final = re.compile(PART)
_APART: Final = re.compile(
    r"(?<![0-9])(?:19[2-9]\d|20[01]\d) (?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![0-9])"
)
"""1990 0606."""
_SIX: Final = re.compile(r"(?<![0-9])\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![0-9])")
"""850312, beside another date (农历…，身份证上写的850312)."""
_YEAR_ALONE: Final = re.compile(r"^\D{0,4}(?:(?:19|20)?\d{2}|[一二三四五六七八九零〇]{2,4})年?的?\D{0,2}$")
_SHORT: Final = 30
_FEW: Final = 5
"""Words beside less than a date that leave it the answer."""
PART_RULE: Final = "part of a date, asked for just before"
_EXPIRES: Final = re.compile(r"有效|到期|过期|exp|valid")
_LATE: Final = re.compile(r"20(?:1[3-9]|2\d)")
_ELSE_BEFORE: Final = re.compile(
    r"(?:发证|签发|"
    r"(?:open|joined|issue|start|expire|transferr|paid|bought|book|delivered|retire)[a-z]*"
    r"(?: (?:the|an?|my|your|this|account|card|it|here|in|on))*|since |"
    r"开户|存单|存款|定期|开的户|开卡|办理|办的|签约|到期|有效|扣款|还款|转账|交易|消费|账单|预约|挂失|入职|退休|结婚)[^，。,；;]{0,9}$"
)
_ELSE_AFTER: Final = re.compile(
    r" ?(?:那[笔天次]|这[笔次]|[的才]?(?:扣|存的|存入|开户|开的|开卡|办|签|到期|交易|转账|入账|还款|账单)|[,，]?(?:那会儿?|"
    r"那时候?)(?:还在|开|办))"
)
_RANGE: Final = re.compile(r" ?[-~至到] ?(?:19|20)\d\d[-./年]")
_COUNTED: Final = re.compile(r" ?(?:元|块|万|天|年期|期|个|次|分钟|%|点|位)")


class AskedBirth:
    """Asked for just now, a month and day or a year will do; asked earlier, a whole date that a birth can have."""

    kinds = frozenset({"DOB"})

    def find(self, a: Analysis) -> list[Find]:
        strength = a.state.wants.get("DOB", 0)
        if strength < EARLIER or _EXPIRES.search(a.lower):
            return []
        found = [
            Find(m.start(), m.end(), "DOB", 0.88 if _LATE.match(m[0]) else 0.92, "asked for just before")
            for m in _DATE.finditer(a.lower)
            if (strength == NOW or not _LATE.match(m[0])) and not of_something_else(a, *m.span())
        ]
        if strength == NOW:
            found += [
                Find(*m.span(), "DOB", 0.92, "asked for just before")
                for m in _APART.finditer(a.lower)
                if not of_something_else(a, *m.span())
            ]
        if len(a.text) <= _SHORT and (strength == NOW or self._half_given(a)):
            part = _SIX if found else _PART
            others = [m.span() for m in _DATE.finditer(a.lower) if of_something_else(a, *m.span())]
            found += [
                Find(m.start(), m.end(), "DOB", 0.89 if rest(a.lower, *m.span()) <= _FEW else 0.87, PART_RULE)
                for m in part.finditer(a.lower)
                if not _COUNTED.match(a.lower, m.end())
                and not of_something_else(a, *m.span())
                and not any(f.start < m.end() and m.start() < f.end for f in found)
                and not any(s < m.end() and m.start() < e for s, e in others)
            ]
        return found

    def _half_given(self, a: Analysis) -> bool:
        """The year came in the message before."""
        before = a.state.before
        return "DOB" in a.state.given or bool(before and _YEAR_ALONE.search(before[-1][1]))


def of_something_else(a: Analysis, start: int, end: int) -> bool:
    """发证是2019-06-21, 2026-03-01那笔扣款, 2009年开的户: a day of something else."""
    if _ELSE_BEFORE.search(a.before(start, 24)) or _ELSE_AFTER.match(a.lower, end):
        return True
    return _RANGE.match(a.lower, end) is not None
