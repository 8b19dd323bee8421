"""Telephone numbers of other countries: +44 …, 0044 …, (852) …, and as they are dialled there (07911 582 047, 090-3847-2615)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._countries import CODE, PLACES, kind_of
from appliance.core.masking.recognizers._parts import NO_DIGIT_AFTER, OF_AN_ORDER

_START: Final = r"(?<![0-9A-Za-z])(?<![0-9][.\-/])"
_REST: Final = r"(?P<n>(?:[ .\-/()·]{0,3}\d){6,12})"
_PLUS: Final = re.compile(
    rf"(?<![0-9])\(?\+ ?\(?(?:00)?(?P<c>{CODE})\)?{_REST}{NO_DIGIT_AFTER}(?!\.\d|[%％])"
)
_DOUBLE_ZERO: Final = re.compile(
    rf"{_START}\(?(?:00|011 |加|plus ?)[ \-]?\(?(?P<c>{CODE})\)?{_REST}{NO_DIGIT_AFTER}(?!\.\d)"
)
_BARE: Final = re.compile(
    rf"{_START}\(?(?P<c>{CODE})(?:\)[ \-]?|[ \-]){_REST}{NO_DIGIT_AFTER}(?!\.\d|元|块|万)"
)
_NEIGHBOURS: Final = frozenset({"852", "853", "886"})
"""Their codes are known to everybody, and written without a sign."""
_GLUED: Final = re.compile(
    rf"{_START}(?P<c>852|853|886|44|61|65|81|82|60)(?P<n>\d{{8,10}}){NO_DIGIT_AFTER}(?!\.\d|元|块|万)"
)
_PHONE: Final = re.compile(
    r"手机|手提|电话|来电|致电|打给|回电|联系|号码|短信|(?<![单账帐卡户])号[是为: ]|携带|(?<![a-z])(?:whats ?app|mobile|mob|cell|"
    r"hand ?phone|phone|tel|"
    r"call|text|sms|contact|number)"
)
_HOME: Final = re.compile(
    rf"{_START}(?P<v>0[789]0[ \-]\d{{4}}[ \-]\d{{4}}|04\d\d[ \-]\d{{3}}[ \-]\d{{3}}|0[3-9]\d\d[ \-.]\d{{3}}[ \-.]\d{{3}}|"
    rf"07\d{{3}}[ \-]\d{{3}}[ \-]?\d{{3}}|01[1-9]-\d{{3,4}}[ \-]\d{{4}}|0[689]\d-\d{{3}}-\d{{4}}|09\d\d[ \-]?\d{{3}}[ \-]?\d{{3}}|"
    rf"\([2-9]\d\d\) ?\d{{3}}-\d{{4}}){NO_DIGIT_AFTER}(?![ .\-]\d)"
)
"""Groups that no number of the mainland has: Japan, Australia, Vietnam, the United Kingdom, Malaysia, Thailand, Taiwan, North America."""
_TOLL_FREE: Final = re.compile(r"\(8(?:00|88|77|66|55|44|33)\)")
_CUED: Final = re.compile(
    rf"(?:手机|手提|门号|携带|whats ?app|(?<![a-z])(?:mobile|mob|cell|hand ?phone))(?:号码?|电话|number|phone|no\.?|is|"
    rf"[^0-9a-z。；;!?！？]){{0,8}}"
    rf"(?P<v>0[4-9]\d{{8,9}}|0[4-9]\d{{2,3}}[ \-]\d{{3}}[ \-]?\d{{3,4}}|0[67](?:[ .\-]\d\d){{4}}|"
    rf"\(?[2-9]\d\d\)?[ .\-]\d{{3}}[ .\-]\d{{4}}|"
    rf"01[567]\d[ \-/]\d{{7,8}}){NO_DIGIT_AFTER}(?!\.\d)|"
    rf"(?:电话|(?<![a-z])(?:phone|tel|call|text|reach))(?:号码?|number|no\.?|me|us|him|her|at|on|is|[^0-9a-z。；;!?！？]){{0,8}}"
    rf"(?P<u>(?!8(?:00|88|77|66|55|44|33))[2-9]\d\d[ .\-]\d{{3}}[ .\-]\d{{4}}){NO_DIGIT_AFTER}(?!\.\d)"
)
_DIALLED: Final = r"\(?\d(?:[ .\-/()]{0,2}\d){7,10}"
_OF: Final = re.compile(
    rf"{PLACES}(?:的|那边|这边|本地|当地|新|旧|用){{0,2}}(?:手机|电话|号|number|mobile|cell|phone|one)(?:号|码|卡|number|phone|no\.?|"
    rf"is|[^0-9a-z。；;!?！？]){{0,8}}(?P<v>{_DIALLED}){NO_DIGIT_AFTER}(?!\.\d|元|块|万)"
)
_OF_AFTER: Final = re.compile(
    rf"{_START}(?P<v>{_DIALLED}){NO_DIGIT_AFTER}[^0-9a-z。；;!?！？\n]{{0,3}}(?:这?个?是|是我?的?|这个|my )?{PLACES}(?:的|那边|"
    rf"本地|当地)?"
    rf"(?:手机|电话|号(?!线)|number|mobile|cell|phone)"
)
_HONGKONG: Final = re.compile(
    rf"(?:whatsapp|手机|手提|电话|港号|门号|回电|拨打|联系|mobile|phone|cell|致电|打|tel|(?<![a-z])(?:hk|sg|hp) (?:number|no\.?|"
    rf"one))(?:号码?|number|no\.?|is|"
    rf"[^0-9a-z。；;!?！？]){{0,8}}(?P<v>[4-9]\d{{3}}[ \-]?\d{{4}}){NO_DIGIT_AFTER}(?!元|块|万|\.\d)"
)
_LEAST, _MOST = 8, 15
_MAINLAND: Final = re.compile(r"1[3-9]\d{9}|0(?:10|2\d|[3-9]\d\d)[2-9]\d{6,7}")

_KOREA: Final = re.compile(r"(?:韩国|首尔|korea)[^0-9]*010|010[^a-z\u4e00-\u9fff]*[^0-9]*(?:韩国|首尔|korea)")
"""Where mobile numbers begin like those of Beijing."""


class Abroad:
    """With its sign a number of any country; without it where the numbering, a place or a telephone's word says so."""

    kinds = frozenset({"MOBILE", "LANDLINE"})

    def find(self, a: Analysis) -> list[Find]:
        found = [*self._signed(a), *self._unsigned(a)]
        for m in _HOME.finditer(a.flat):
            if not OF_AN_ORDER.search(a.before(m.start(), 12)) and not _TOLL_FREE.match(m["v"]):
                found.append(Find(*m.span("v"), "MOBILE", 0.9, "as dialled in another country"))
        for m in _CUED.finditer(a.lower):
            at = m.span("v") if m["v"] else m.span("u")
            found.append(Find(*at, "MOBILE", 0.895, "phone word, as dialled in another country"))
        for pattern in (_OF, _OF_AFTER):
            for m in pattern.finditer(a.lower):
                mainland = _MAINLAND.fullmatch(_digits(m["v"])) and not _KOREA.search(m[0])
                if not mainland and not OF_AN_ORDER.search(a.before(m.start("v"), 12)):
                    kind, start = self._named(a, m)
                    found.append(Find(start, m.end("v"), kind, 0.895, "place and phone word"))
        found += [
            Find(*m.span("v"), "MOBILE", 0.74, "phone word, eight digits")
            for m in _HONGKONG.finditer(a.lower)
        ]
        return found

    def _named(self, a: Analysis, m: re.Match[str]) -> tuple[str, int]:
        """Kind and start of a number beside a place: a calling code in front of it tells more than the place."""
        start = m.start("v") - (a.flat[m.start("v") - 1 : m.start("v")] == "+")
        fixed = m["v"].startswith(("02", "03", "(0")) or "座机" in m[0] or "固话" in m[0]
        return "LANDLINE" if fixed else "MOBILE", start

    def _signed(self, a: Analysis) -> Iterator[Find]:
        for m in _PLUS.finditer(a.flat):
            number = _digits(m["n"].replace("(0)", ""))
            if _LEAST <= len(m["c"]) + len(number) <= _MOST:
                kind = kind_of(m["c"], number) or "MOBILE"
                yield Find(m.start(), m.end(), kind, 0.93, "international form")
        for m in _DOUBLE_ZERO.finditer(a.lower):
            number = _digits(m["n"].replace("(0)", ""))
            if (kind := kind_of(m["c"], number)) and not OF_AN_ORDER.search(a.before(m.start(), 12)):
                start = m.start() if m[0][0] in "(0" else m.start("c")
                yield Find(start, m.end(), kind, 0.91, "international form")

    def _unsigned(self, a: Analysis) -> Iterator[Find]:
        """852 6173 9042; 65-8371 0492 where the words beside it speak of telephones."""
        for pattern in (_BARE, _GLUED):
            for m in pattern.finditer(a.lower):
                kind = kind_of(m["c"], _digits(m["n"].replace("(0)", "")))
                if not kind or OF_AN_ORDER.search(a.before(m.start(), 12)):
                    continue
                known = m["c"] in _NEIGHBOURS and (pattern is _BARE or kind == "LANDLINE")
                if known or _PHONE.search(a.before(m.start(), 14)) or _PLACE.search(a.after(m.end(), 8)):
                    yield Find(m.start(), m.end(), kind, 0.905, "calling code and numbering")


_PLACE: Final = re.compile(PLACES)


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())
