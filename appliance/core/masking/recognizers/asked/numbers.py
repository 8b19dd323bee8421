"""Numbers and identifiers given without a word, because the other side asked for them."""

from __future__ import annotations

import re
from typing import Final

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.context import NOW
from appliance.core.masking.recognizers._parts import squeezed
from appliance.core.masking.recognizers.asked._fits import EDGE, END, fits, strength_score
from appliance.core.masking.recognizers.hktw_id import hongkong_check

RULE = "asked for before"
_SHAPES: Final = {
    "CN_ID": (rf"{EDGE}\d(?:[ .\-]?\d){{13,16}}[ .\-]?[\dx]{END}", 0.8),
    "PASSPORT": (
        rf"{EDGE}(?:[a-z]{{1,3}}[ \-]?\d(?:[ \-]?\d){{5,8}}|\d{{8,9}}|[a-z]\d{{2}}[a-z]{{2}}\d{{4}}|"
        rf"\d{{2}}[a-z]{{2}}\d{{5}}){END}", 0.8),
    "PERMIT": (rf"{EDGE}(?:[a-z]{{1,2}}[ \-]?\d{{7,10}}(?: 0\d)?|\d{{8,10}}){END}", 0.79),
    "HKTW_ID": (
        rf"{EDGE}[a-z]{{1,2}} ?\d{{6}}[ \-]?(?:\([0-9a]\)|[0-9a]){END}|{EDGE}[a-z][ \-]?\d{{9}}{END}|"
        rf"{EDGE}\d{{7}} ?\(\d\)", 0.82),
    "MILITARY_ID": (rf"{EDGE}\d{{6,9}}{END}", 0.77),
    "BANK_CARD": (rf"{EDGE}\d(?:[ .\-]{{0,2}}\d){{11,18}}{END}", 0.78),
    "ACCOUNT": (
        rf"{EDGE}(?:(?:(?!is|no|my|it|in|to|at|of)[a-z]{{2}} )?\d(?:[ \-]?\d){{4,29}}|(?!qq|wx|vx|id|no|tel)[a-z]{{1,6}}[0-9]{{4,20}}|"
        rf"(?!(?:qq|wx|vx)\d)(?=[a-z0-9_.\-]{{0,20}}[0-9_])[a-z][a-z0-9_.\-]{{4,24}}){END}", 0.74),
    "MOBILE": (
        rf"{EDGE}(?:\(?\+?\d{{1,3}}\)?[ \-]?)?1[ .\-]{{0,2}}[3-9](?:[ .\-]{{0,2}}\d){{9}}{END}|"
        rf"{EDGE}09\d\d[ \-]?\d{{3}}[ \-]?\d{{3}}{END}|{EDGE}[4-9]\d{{3}}[ \-]?\d{{4}}{END}", 0.86),
    "LANDLINE": (rf"{EDGE}(?:\(?\+?\d{{2,4}}\)?[ \-]?)?\(?0?\d{{0,3}}\)?[ \-]?[2-9]\d{{2,3}}[ \-]?\d{{4}}{END}", 0.76),
    "QQ": (rf"{EDGE}[1-9](?:[ \-]?\d){{4,10}}{END}", 0.84),
    "WECHAT": (rf"{EDGE}(?!qq\d)(?=[a-z0-9_\-]*[0-9_\-])[a-z][a-z0-9_\-]{{5,19}}(?![0-9a-z@_])|{EDGE}1[3-9]\d{{9}}{END}", 0.88),
    "SWIFT": (rf"{EDGE}[a-z]{{4}}[ ]?[a-z]{{2}}[ ]?[a-z0-9]{{2}}(?:[ ]?[a-z0-9]{{3}})?{END}|"
        rf"{EDGE}[a-z](?:[ \-][a-z0-9]){{7}}(?:(?:[ \-][a-z0-9]){{3}})?{END}", 0.87),
    "IBAN": (rf"{EDGE}[a-z]{{2}}\d{{2}}(?:[ \-]?[a-z0-9]){{11,30}}{END}", 0.88),
    "USCC": (rf"{EDGE}(?=[a-z]{{0,6}}\d)[0-9a-z](?:[ \-]?[0-9a-z]){{14,19}}{END}", 0.8),
    "MAC": (rf"{EDGE}(?=[0-9]{{0,11}}[a-f])[0-9a-f]{{12}}{END}", 0.9),
    "PLATE": (rf"{EDGE}[a-z][·• .\-]?(?=[a-z]{{0,4}}\d)[0-9a-z]{{5,6}}{END}", 0.83),
}  # fmt: skip
_COMPILED: Final = {kind: (re.compile(pattern), score) for kind, (pattern, score) in _SHAPES.items()}
_LONG = 9
_PHONES: Final = frozenset({"MOBILE", "LANDLINE"})
_AREA = re.compile(r"(?<!\d)0\d{2,3}\)?[ \-]?$")
_DATES = re.compile(r"(?:19|20)\d\d[.\-]\d\d[.\-]\d\d[.\- ](?:19|20)\d\d[.\-]\d\d[.\-]\d\d")
_OPENED = re.compile(r"(?:开户|到期|办理|交易|发卡)(?:日期?|时间)(?:是|[:： ])*$")
_BRACKETED = re.compile(r".*\([0-9a]\)|\d{7}.*|[a-z][ \-]?\d{9}")
_OF_PERMITS = re.compile(r"[chlmtw][ \-]?\d{8}(?:\d\d)?")
_LOGIN_ASKED = re.compile(
    r"登[录陆](?:名|号|用的|的是|id)|用户(?:名|id)|账号|帐号|user ?(?:name|id)|login(?! pass)"
)
_LOGIN = re.compile(r"^\W*(?P<v>[a-z][a-z0-9_.\-@]{3,24})[ /,;|\n]{1,4}[!-~]{4,32}\W*$")
_LETTERS_NAME = re.compile(rf"{EDGE}[a-z]{{6,20}}(?![0-9a-z@_.])")


class AskedNumber:
    """The shape of each kind, once its question has told what it is. A phone asked for may be a fixed line too."""

    kinds = frozenset(_SHAPES)

    def find(self, a: Analysis) -> list[Find]:
        wants = dict(a.state.wants)
        if "MOBILE" in wants:
            wants.setdefault("LANDLINE", wants["MOBILE"])
        return [f for kind in wants if kind in _COMPILED for f in self._answers(a, kind, wants[kind])]

    def _answers(self, a: Analysis, kind: str, strength: int) -> list[Find]:
        pattern, base = _COMPILED[kind]
        wants = a.state.wants
        found = []
        for m in pattern.finditer(a.lower):
            value = m[0]
            digits = sum(c.isdigit() for c in value)
            if kind == "MOBILE" and digits == 8 and self._fixed_line(a, m):
                continue
            if kind == "HKTW_ID" and "PASSPORT" in wants and not _of_hongkong(value):
                continue
            if kind == "ACCOUNT" and _OPENED.search(a.before(m.start(), 6)):
                continue
            if _DATES.fullmatch(value):
                continue
            if kind == "SWIFT" and not self._code_like(a, m.start(), m.end()):
                continue
            if fits(a, m.start(), m.end(), strength, short=digits < _LONG and value.isdigit()):
                bonus = (
                    0.16
                    if kind == "ACCOUNT"
                    and value[0].isdigit()
                    and strength == NOW
                    and not _PHONES & wants.keys()
                    else 0.0
                )
                if (
                    kind == "ACCOUNT"
                    and strength == NOW
                    and not value[0].isdigit()
                    and "SWIFT" not in wants
                    and _LOGIN_ASKED.search(_last(a))
                ):
                    bonus = 0.19
                if kind == "PERMIT" and "PASSPORT" in wants and _OF_PERMITS.fullmatch(value):
                    bonus = 0.02  # letters that passports do not begin with
                found.append(Find(m.start(), m.end(), kind, strength_score(base + bonus, strength), RULE))
        if kind == "ACCOUNT" and "PASSWORD" in a.state.wants and (login := _LOGIN.match(a.lower)):
            found.append(Find(*login.span("v"), kind, 0.95, "login before its password"))
        if kind == "WECHAT" and strength == NOW:
            found += [
                Find(*m.span(), kind, 0.7, RULE)
                for m in _LETTERS_NAME.finditer(a.lower)
                if m[0] not in _EVERYDAY and len(a.lower.strip()) - len(m[0]) <= 12
            ]
        return found

    def _fixed_line(self, a: Analysis, m: re.Match[str]) -> bool:
        """Eight digits are a mobile number in Hong Kong and Macau only, where those begin with 4, 5, 6 or 9."""
        return (
            m[0][0] not in "4569"
            or a.state.wants.get("LANDLINE", 0) == NOW
            or _AREA.search(a.before(m.start(), 6)) is not None
        )

    def _code_like(self, a: Analysis, start: int, end: int) -> bool:
        """Capitals, or the whole answer: eight small letters inside a sentence are a word."""
        return a.flat[start:end].isupper() or a.lower.strip() == a.lower[start:end]


def _of_hongkong(value: str) -> bool:
    """Brackets, or a right check digit: a passport's letter and seven digits look the same (N8027461)."""
    return _BRACKETED.fullmatch(value) is not None or hongkong_check(squeezed(value))


def _last(a: Analysis) -> str:
    """The other side's last words, unless they ask for a password too."""
    said = next((words for role, words in reversed(a.state.said) if role != "visitor"), "")
    return "" if _PASSWORD.search(said) else said


_PASSWORD: Final = re.compile(r"密码|口令|password|pin")
_EVERYDAY: Final = frozenset(
    """
    wechat weixin please thanks hello number change cannot system mobile
    account sorry wait iphone android okayokay search
    """.split()  # noqa: SIM905  (a word per line would fill the screen)
)
