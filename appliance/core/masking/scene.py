"""Whether the turns before a message are about proving who one is, whatever words they use.

`context` knows which kind was asked for by its name. Much is only hinted at: 屏幕上显示的数字, 我这边等您的数字, 刚才那条过期了,
the digits on your phone. After such turns a short number is a secret unless something says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from appliance.core.masking import asks, views
from appliance.core.masking.questions import EXPLAINED, NAMED, PLAIN
from appliance.core.masking.remembered import remembered

KINDS: Final = ("OTP", "CVV", "PASSWORD", "EXPIRY")
_ASKERS: Final = 3
"""Turns of the other side that make the scene."""
_READ: Final = 400
_SECRET: Final = tuple((kind, pattern) for kind, pattern in NAMED if kind in KINDS)
_HINTS: Final = (
    (
        "OTP",
        re.compile(
            r"(?:屏幕|手机|短信|弹窗|弹出|页面|通知|推送|语音|播报|令牌|key|盾)[^。？?！!]{0,12}(?:数字|几位|几个|那串|显示|念|报|号码是)|"
            r"(?:等|要|差|缺|欠|把|发|报|念|读|念念|输|填|给)[^，。,？?！!]{0,8}(?:那?几[个位](?:数字?)?|那?[串组](?:数字?)?|数字|那串|那组|那条)|"
            r"(?:刚才|刚刚|上一?|前|新|最新|旧|第[一二三]|那|又|再|这|有|收到|来)(?:的|发的)?一?条|重发|再发|重新[^。？?！!]{0,4}(?:发|获取)|"
            r"发了一[次遍]|又发|下发|超时|作废|过期了|过咗期|短信(?![^。]{0,8}(?:金额|余额|扣|链接|几条|多少|提醒))|六[个位]|六个字|"
            r"(?<!\d)(?:106\d{0,9}|95\d{3}|12\d{3})(?:开头|发|的|短信|号|嗰)|"
            r"(?:数字|几位|那串|号码)[^，。,？?！!]{0,6}(?:念|报|读|发|告诉|讲|话|唸|畀|俾|给)|"
            r"二次(?:验证|确认)|双重验证|身份验证|验证(?:一下)?身份|本人操作|人脸之后|"
            r"(?:number|digits?|numbers)[^.?!]{0,16}(?:phone|screen|text|sms|device|app|token)|"
            r"(?:phone|screen|text|sms|device|app|token)[^.?!]{0,24}(?:number|digits?|say|show|display)|"
            r"(?:read|give|tell|send|type)[^.?!]{0,12}(?:digits?|numbers?)|2fa|two.?factor|authenticator|just (?:sent|texted)|"
            r"手机[^。？?！!]{0,6}响|响(?:了|没|一下)|再[^。？?！!]{0,4}触发|来电报|pop-?up|messaged"
        ),
    ),
    (
        "CVV",
        re.compile(
            r"(?:卡片?的?[背后反]|背|反面)[^，。,？?！!]{0,8}(?:斜体|小字|那?几[个位]|数字|三个|三位)|斜体|签名[条栏处区]|校验值|运通|"
            r"(?<![a-z])cid(?![a-z])|amex|另一面|三个数|signature|翻过来|翻转|翻面|后头|背码|背面?[三3]码|last (?:three|3)|reverse|签名|"
            r"back of|flip|signature strip|italic|behind (?:the|your) card"
        ),
    ),
    (
        "PASSWORD",
        re.compile(
            r"暗语|暗号|通关|pin ?码|登(?:录|陆|入|唔)|"
            r"柜员机|取款机|(?<![a-z])atm(?![a-z])|网盾|密保|解锁|手势|取[钱款现][^。？?！!]{0,5}[按输]|unlock|log ?in|sign ?in|passphrase"
        ),
    ),
    (
        "EXPIRY",
        re.compile(
            r"卡[^，。,？?！!]{0,6}(?:到|用到|至)(?:啥|什么|几|哪|咩|边)|用到(?:几|哪|啥|什么)|几时到|到期[那的这]?[栏行处]|(?<![a-z])valid(?![a-z])|(?<![a-z])thru(?![a-z])|年月(?!日)|月/?年|卡[^。？?！!]{0,8}日期|"
            r"(?:年|月)份?(?:和|同|跟)(?:年|月)|good until|run out|expires?"
        ),
    ),
)


def scene(turns: Sequence[tuple[str, str]]) -> tuple[tuple[str, ...], frozenset[str]]:
    """The secrets that a short number may be, likeliest first; empty outside such a scene. `turns`: role and text, oldest first.

    The last words of the other side count most: when they ask for a plain number or an order's and name no secret,
    there is no scene. Second come those kinds that only the learned reader of questions sees.
    """
    kinds: list[str] = []
    modelled: set[str] = set()
    askers = 0
    for role, said in reversed(turns):
        lower = views.lower(views.flat(said[-_READ:]))
        if role == "visitor":
            if not askers:
                kinds += [kind for kind in _named(lower) if kind not in kinds]
            continue
        askers += 1
        named = _named(lower)
        hinted = _hinted(lower)
        other = PLAIN.search(lower) is not None or EXPLAINED.search(lower) is not None
        if other and not named and "EXPIRY" not in hinted:
            break
        read = () if other or role == "" else asks.secrets(lower)
        if askers == 1 and not named and not hinted and not read and _elsewhere(lower):
            break
        kinds += [kind for kind in dict.fromkeys((*named, *hinted)) if kind not in kinds]
        modelled.update(kind for kind in read if kind not in kinds)
        if askers == _ASKERS:
            break
    more = sorted(modelled.difference(kinds))
    return (*kinds, *more), frozenset(more)


@remembered
def _named(lower: str) -> Sequence[str]:
    return [kind for kind, pattern in _SECRET if pattern.search(lower)]


@remembered
def _hinted(lower: str) -> Sequence[str]:
    return [kind for kind, hint in _HINTS if hint.search(lower)]


@remembered
def _elsewhere(lower: str) -> bool:
    """Something else was asked for by its name."""
    return any(kind not in KINDS and pattern.search(lower) for kind, pattern in NAMED)
