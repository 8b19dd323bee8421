"""Numbers that the words beside them call something else: an error's code, a price, a room, a year, a service line, a tail,
a system's version.

Beside a secret, or where one was asked for, such a number is often as long as one; what names it by its own word is believed
before what only knows the question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.kinds import SECRETS
from appliance.core.masking.recognizers.asked.row import something_else

_SURE: Final = 0.965
"""Above this a find had a secret's own word right beside it."""
_REACH: Final = 18
_BEFORE: Final = re.compile(
    r"(?:"
    r"(?:错误|异常|返回|状态|响应)代?码?(?:是|为|[:： (（])*|(?:提示|报)错?代?码(?:是|为|[:： (（])*|"
    r"(?:失败|报错|报)[(（ ]{0,2}(?=[a-z]?\d)|跳转到?|"
    r"(?<![a-z])(?:rc|rsp_?code|err(?:or)?_?(?:code|no)?)[ :=(\"]*|(?:error|fail(?:ed)?|rejected|bounced)(?: with)?(?: code| error)?[ :=]*|"
    r"(?<![a-z])room(?: number| no\.?)?(?: is)? ?|房(?:间|号)(?:号|是)*|单元|[栋幢座]|箱号(?:是)?|批次号?(?:是)?|终端号?(?:是)?|"
    r"(?:操作|柜)员(?:号|是)*|分机|热线|客服电话(?:是)?|hotline ?|账单|"
    r"美[金元]|(?<![a-z])us[d$]? ?\$?|(?<![a-z])hk[d$]? ?\$?|(?<![a-z])rmb ?|"
    r"手续费|退款|押金|[房租]金|房租|月供|年费(?:是|要)?|一共(?:是)?|金额[是为:： ]?|amount (?:was |is |of )?|"
    r"(?:取款?|付了?|扣了?我?|花了?|刷了?|存了?|转了?)(?=\d{3,6}(?:$|[，。,元块 ]))|"
    r"尾号(?:一样|是|为|那张|[:： ])*|末四位(?:是)?|ending(?: in| with)? |"
    r"(?:年费|价|利息)[^，。0-9]{0,3}\d+还是"
    r")$"
)
_BRACKETED: Final = re.compile(r"(?:hers|his|mine|那张|卡|card) ?[(（]$")
_AFTER: Final = re.compile(
    r" ?(?:元|块钱?(?!\d)|刀(?!片)|美[金元]|港币|一?晚|[，,]?急救|[，,]?报警|-?hour|小时|"
    r"年(?:领|办|开|发|买|$|[，。,的了])|年[)）]|报错|秒内|路公?交?|"
    r"[，,]?(?:哦)?(?:是我要转|是金额)|[，,]? ?(?:哦)?不是(?:密码|码|验证码|安全码))"
)
_YEARS: Final = re.compile(r"(?:19|20)\d\d")
_SERVICE: Final = re.compile(r"1(?:10|19|20|22)|9[56]\d{3}|123\d\d")
_RINGS: Final = re.compile(r"(?:打|拨|报|call(?:ed)?|rang|热线|hotline|电话)(?:了|过|通|的|是| )*$")
_CODE_SIGN: Final = re.compile(r"\"?(?<![a-z])code\"?[:=] ?\"?$")
_FAILED: Final = re.compile(r"失败|错误|error|fail|denied|reject|invalid|exception")
_DECIMAL: Final = re.compile(r"\d*\.\d{1,2}")
_AMEX: Final = re.compile(r"运通|amex|american express")
_POINT_FIVE: Final = re.compile(r"\d块$")
_SYSTEM: Final = re.compile(
    r"(?:i(?:pad)?os|macos|android|安卓|鸿蒙|harmonyos|windows|chrome) ?\d+\.\d+(?:\.\d+)*"
)
_LEAST: Final = 3
_OTHERS_OWN: Final = r"(?:尾号|别用|不要用|比如|例如|ending(?: in)?)(?:是|为|[:： ])?"


def otherwise(a: Analysis, finds: Sequence[Find]) -> list[Find]:
    """`finds` without the numbers that are no secret by the words beside them or by their place in a row of answers."""
    if not any(f.kind in SECRETS for f in finds):
        return list(finds)
    elsewhere = something_else(a)
    kept = [f for f in finds if f.kind not in SECRETS or not (_named(a, f) or _placed(f, elsewhere))]
    return [*_without_heads(a, kept)]


def _named(a: Analysis, f: Find) -> bool:
    value = a.lower[f.start : f.end].strip()
    if f.kind == "EXPIRY" or not any(c.isdigit() for c in value):
        return False
    before = a.before(f.start, _REACH)
    if _SERVICE.fullmatch(value) and _RINGS.search(before):
        return True
    if f.score <= _SURE and _SYSTEM.fullmatch(value):
        return True
    if f.score > _SURE or not value.isalnum():
        return _DECIMAL.fullmatch(value) is not None and "." in value and not _DECIMAL.fullmatch(value + "0")
    figures = "".join(c for c in value if c.isdigit())
    if len(value) < 6 and _CODE_SIGN.search(before) and _FAILED.search(a.lower):
        return True
    if len(figures) >= _LEAST and value.isdigit() and f.score < 0.95 and _said_by_the_other(a, value):
        return True
    after = _AFTER.match(a.lower, f.end)
    if after and (not after[0].strip().startswith("年") or _YEARS.fullmatch(value)):
        return True
    return (
        _BEFORE.search(before) is not None
        or _BRACKETED.search(before) is not None
        or (len(value) == 1 and _POINT_FIVE.search(before) is not None)
    )


def _said_by_the_other(a: Analysis, value: str) -> bool:
    """The other side's last words hold it as a tail or as what not to choose (别用123456)."""
    last = next((words for role, words in reversed(a.state.said) if role != "visitor"), "")
    return re.search(rf"{_OTHERS_OWN}{value}(?!\d)", last) is not None


def _placed(f: Find, elsewhere: Sequence[tuple[int, int]]) -> bool:
    return (
        f.kind != "EXPIRY"
        and f.score < 0.95
        and any(f.start < end and start < f.end for start, end in elsewhere)
    )


def _without_heads(a: Analysis, finds: Sequence[Find]) -> Iterator[Find]:
    """The four digits of the card's number on its back are none of the three behind them."""
    if _AMEX.search(a.lower):
        yield from finds
        return
    three = any(f.kind == "CVV" and f.end - f.start == 3 for f in finds)
    for f in finds:
        four = f.kind == "CVV" and f.end - f.start == 4 and a.lower[f.start : f.end].isdigit()
        if not (three and four and f.score < _SURE):
            yield f
