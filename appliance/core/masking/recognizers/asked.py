"""Bare values that answer what the turn before asked for: 短信来了，556677 after 请提供验证码.

Without the question these numbers mean nothing, so no other recognizer dares to take them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._names import (
    COMPOUND_SURNAMES,
    NOT_CHINESE_NAMES,
    NOT_LATIN_NAMES,
    SURNAMES,
)
from appliance.core.masking.recognizers.dob import DATE
from appliance.core.masking.recognizers.expiry import FORM as EXPIRY_FORM

_NOT_COUNTED = r"(?! ?(?:位|次|分钟|分|秒|天|元|块|万|年|个|条|点|%|号线))"
_EDGE = r"(?<![0-9A-Za-z.])"
_END = rf"(?![0-9A-Za-z]|\.\d){_NOT_COUNTED}"
_BARE = {
    "OTP": re.compile(rf"{_EDGE}\d(?:[ \-,，]?\d){{3,7}}{_END}"),
    "CVV": re.compile(rf"{_EDGE}\d(?: ?\d){{2,3}}{_END}"),
    "EXPIRY": re.compile(EXPIRY_FORM),
    "CN_ID": re.compile(rf"{_EDGE}\d(?:[ \-]?\d){{13,16}}[ \-]?[\dx]{_END}"),
    "PASSPORT": re.compile(rf"{_EDGE}[a-z]{{1,2}} ?\d{{6,9}}{_END}"),
    "PERMIT": re.compile(rf"{_EDGE}[a-z]{{1,2}} ?\d{{7,10}}{_END}"),
    "BANK_CARD": re.compile(rf"{_EDGE}\d(?:[ \-]{{0,2}}\d){{12,18}}{_END}"),
    "ACCOUNT": re.compile(rf"{_EDGE}\d(?:[ \-]?\d){{6,29}}{_END}"),
    "MOBILE": re.compile(rf"{_EDGE}1[ .\-]{{0,2}}[3-9](?:[ .\-]{{0,2}}\d){{9}}(?![0-9])"),
    "LANDLINE": re.compile(rf"{_EDGE}[2-8]\d{{2,3}}[ \-]?\d{{4}}{_END}"),
    "DOB": re.compile(DATE),
    "QQ": re.compile(rf"{_EDGE}[1-9]\d{{4,10}}{_END}"),
    "WECHAT": re.compile(
        rf"{_EDGE}(?=[a-z0-9_\-]*[0-9_\-])[a-z][a-z0-9_\-]{{5,19}}{_END}|{_EDGE}1[3-9]\d{{9}}{_END}"
    ),
    "SWIFT": re.compile(rf"{_EDGE}[a-z]{{6}}[a-z0-9]{{2}}(?:[a-z0-9]{{3}})?{_END}"),
}
_SCORES = {"OTP": 0.9, "CVV": 0.91, "EXPIRY": 0.9, "DOB": 0.88, "WECHAT": 0.92, "QQ": 0.8, "MOBILE": 0.88}
_SECRET_WORD = re.compile(r"[!-~]{6,32}")
_ONLY_NAME = re.compile(
    rf"^\s*(?:我?(?:叫|是|姓名是?)?|你好[，,]?)\s*(?P<v>(?:{COMPOUND_SURNAMES})[\u4e00-\u9fff]{{1,2}}|[{SURNAMES}][\u4e00-\u9fff]{{1,2}})\s*[。.!！~]?\s*$"
)
_ONLY_LATIN = re.compile(r"^\s*(?P<v>[A-Za-z][A-Za-z'’\-]+(?: [A-Za-z][A-Za-z'’\-]+){0,3})\s*[.!]?\s*$")
_LONGEST_NAME_ANSWER = 60
_PLAIN_WORDS = frozenset(
    [
        "ok",
        "okay",
        "yes",
        "no",
        "sure",
        "thanks",
        "thank",
        "you",
        "hello",
        "hi",
        "please",
        "wait",
        "good",
        "fine",
        "great",
        "right",
    ]
)


class Asked:
    """Reads the question asked before; without one it finds nothing."""

    kinds = frozenset({*_BARE, "PASSWORD", "PERSON"})

    def find(self, a: Analysis) -> list[Find]:
        if not a.asked:
            return []
        kinds = set(a.asked) | ({"LANDLINE"} if "MOBILE" in a.asked else set())
        found = [
            Find(m.start(), m.end(), kind, _SCORES.get(kind, 0.7), "asked for just before")
            for kind in kinds & _BARE.keys()
            for m in _BARE[kind].finditer(a.lower)
        ]
        if "PASSWORD" in kinds:
            found += self._password(a)
        if "PERSON" in kinds:
            found += self._name(a)
        return found

    def _password(self, a: Analysis) -> Iterator[Find]:
        for m in _SECRET_WORD.finditer(a.flat):
            value = m[0].rstrip(".,;:?")
            if re.search(r"[0-9]", value) and not re.fullmatch(r"[0-9.,/\-]{9,}", value):
                yield Find(m.start(), m.start() + len(value), "PASSWORD", 0.87, "asked for just before")

    def _everyday(self, a: Analysis, name: str, start: int) -> bool:
        """谢谢, 明白: a whole word of the language rather than a name."""
        tags = ("v", "a", "ad", "d", "r", "xc", "m", "t", "TIME", "c", "vd", "u", "LOC", "f")
        return name in NOT_CHINESE_NAMES or any(w.start == start and w.tag in tags for w in a.words)

    def _name(self, a: Analysis) -> Iterator[Find]:
        if len(a.flat) > _LONGEST_NAME_ANSWER:
            return
        if (m := _ONLY_NAME.match(a.flat)) and not self._everyday(a, m["v"], m.start("v")):
            yield Find(*m.span("v"), "PERSON", 0.8, "asked for just before")
        elif m := _ONLY_LATIN.match(a.flat):
            parts = m["v"].lower().split()
            if not any(p in NOT_LATIN_NAMES or p in _PLAIN_WORDS for p in parts):
                yield Find(*m.span("v"), "PERSON", 0.8, "asked for just before")
