"""Which secret a bare number is: six figures after words about drawing money are a password, after words about a message a code,
three after anything about the back of a card its CVV.

Whatever found the number by its surroundings knew that it is a secret; which one, the plain words of the question or right
before the number know better; where they are silent, what the talk was about before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._signs import by_signs
from appliance.core.masking.remembered import remembered

_UNSURE: Final = 0.94
"""Finds above this had a word of their own."""
_PASSWORD: Final = re.compile(
    r"(?<!动态)(?<!短信)(?<!一次性)(?<!临时)(?<!随机)(?<!验证)(?<!登录)密码|[取查柜验交]密|取款|提款|取现|取钱|柜员机|(?<![a-z])atm(?![a-z])|"
    r"电银|电话银行|存折|折子|保管箱|初始|出厂|(?<![a-z])pin(?![a-z])|(?<!one.time )password|手势|亲情卡|生日那"
)
_CODE: Final = re.compile(
    r"短信|(?<![密四4六6八8])码(?!头)|动态|令牌|一次性|临时|随机|收到|发(?:到|来|了|送|您|给)|(?<![a-z])(?:sms|otp|text|codes?)(?![a-z])|签到|短验|"
    r"重发|弹窗|推送|one.time"
)
_NEAR: Final = re.compile(
    r"短信|(?<![密四4六6八8])码(?!头)|动态|令牌|密码|[取查柜]密|取款|查询|交易|存折|(?<![a-z])(?:otp|code|pin)(?![a-z])"
)
"""Right before a number only a noun says what it is."""
_BACK: Final = re.compile(
    r"背|反面|翻过?来|[后末尾][面头]?[三3](?![十百千])|[三3](?:[位个]|码)|安全码|签名|"
    r"(?<![a-z])cv[vcn]|卡屁股|卡后|小尾巴|back of|security code"
)
_DIGITS: Final = re.compile(r"\d(?:[ \-]?\d){2,7}")
_MIXED: Final = re.compile(r"(?=[!-~]*[a-z])(?=[!-~]*\d)[!-~]{7,32}")
"""Letters and figures so many: codes that are sent hold fewer."""
_BEGUN: Final = re.compile(r"(?:[前头]|first)[^0-9]{0,6}(?:\d(?:[ ,，、.\-]{0,2}\d){1,3}(?!\d)| {8})")
"""我密码前三个是 7 5 2: the rest comes next. A token is blank here."""
_GOES_ON: Final = re.compile(r"[后剩其余尾末最]|接着|然后|rest|last|then")
_OF_A_CODE: Final = re.compile(r"前[面头]?[三3]|前面|后面|剩|接着|其余|继续")


def which(a: Analysis, finds: Sequence[Find]) -> list[Find]:
    """`finds`, the unsure secrets among them called what the words about them say."""
    if not a.state.said or not any(f.kind in ("OTP", "PASSWORD", "CVV") for f in finds):
        return list(finds)
    asked = [words for role, words in reversed(a.state.said) if role != "visitor"][:2]
    mine = [words for role, words in reversed(a.state.said) if role == "visitor"][:2]
    return [_called(a, f, asked, mine) for f in finds]


def _called(a: Analysis, f: Find, asked: Sequence[str], mine: Sequence[str]) -> Find:
    if f.kind not in ("OTP", "PASSWORD", "CVV") or f.score > _UNSURE or f.rule.startswith("AskedPart"):
        return f
    value = a.lower[f.start : f.end].strip()
    if f.kind == "OTP" and _MIXED.fullmatch(value):
        named = any(_PASSWORD.search(words) for words in (a.lower, *asked[:1], *mine[:1]))
        return replace(f, kind="PASSWORD") if named else f
    value = a.digits[f.start : f.end].strip()
    if not _DIGITS.fullmatch(value):
        return f
    figures = sum(c.isdigit() for c in value)
    if figures < 4 and _GOES_ON.search(a.lower) and (begun := _begun(mine)):
        return replace(f, kind=begun)
    if figures == 3:
        back = f.kind != "CVV" and any(_of_the_back(words) for words in asked[:1])
        return replace(f, kind="CVV") if back and not _OF_A_CODE.search(a.lower) else f
    if f.kind == "CVV":
        return f
    near = a.before(f.start, 8)
    for words in (near if _NEAR.search(near) else "", *asked):
        told = _told(words)
        if told:
            return replace(f, kind=told)
        if told == "":
            return f
    signs = by_signs((a.lower, *mine[:1], *asked[:1], *mine[1:]))
    return replace(f, kind=signs) if signs else f


def _begun(mine: Sequence[str]) -> str | None:
    """What the visitor began to tell in the last message, if its own words named it."""
    return (_told(mine[0]) or None) if mine and _BEGUN.search(mine[0]) else None


@remembered
def _of_the_back(words: str) -> bool:
    return _BACK.search(words) is not None and not _OF_A_CODE.search(words)


@remembered
def _told(words: str) -> str | None:
    """The one that the words are about; "" for both, None for neither."""
    password, code = _PASSWORD.search(words), _CODE.search(words)
    if password and code:
        return ""
    return "PASSWORD" if password else "OTP" if code else None
