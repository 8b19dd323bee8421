"""What one turn of the other side asks for, one thing after another: 后三、短验 is a card's secret and then a code.

Short names as people at counters use them, besides those that `questions` knows; what is no secret (an amount, a tail, a
name) takes its place in the row too, so that the answers can be told apart by their order.
"""

from __future__ import annotations

import re
from typing import Final

from appliance.core.masking.remembered import remembered

ELSE: Final = "ELSE"
"""Anything that is no secret."""
_BACK: Final = r"(?:卡片?)?(?:背|反)[面后边]?"
_BREAK: Final = r"(?=[、，,和跟与及/；; ]|$)"
_ITEMS: Final = (
    (
        "OTP",
        r"(?:验证|校验|动态|短信|确认|授权|手机)码|短验|动码|动态(?:密码|口令)|短信(?:密码|口令)|令牌|(?:收到?|来|发)的码|"
        rf"(?:收|收到|刚到|刚来|发来)的{_BREAK}|(?<![\u4e00-\u9fff])码|(?<=[的个新])码|重发|(?:密码|口令)[^，。]{{0,4}}(?:发[到至]|短信)|"
        r"one.?time (?:password|pin|code)|passcode|(?:pin|password|code) (?:from|in|on) (?:the|your) (?:sms|text|message)|"
        r"(?<![a-z])(?:otp|codes?|sms)(?![a-z])(?! ?\d)",
    ),
    (
        "CVV",
        rf"{_BACK}(?:的|末|后|最后|那)*[三3](?:[位个码]数?字?)?(?:校验码|验证码)?|(?:后|末|尾)[三3](?:[位个码]数?字?)?(?:校验码|验证码)?|"
        r"(?<![a-z])cv[vcn]2?(?![a-z])|卡安全码|安全码|security code|back of (?:the|your) card|校验三位|[三3]码|"
        rf"卡背(?:面?(?:数字|那几个|码))?|{_BACK}(?:的)?{_BREAK}|签名[条栏]",
    ),
    ("EXPIRY", rf"有?效期|到期[年日]|几月到期|什么时候到期|到期{_BREAK}|expiry|valid thru|mm ?/ ?yy"),
    (
        "PASSWORD",
        r"(?<!动态)(?<!短信)(?<!动)(?<!验证)(?<!动态的)密码|(?:取|查|柜|交易|支付|登录?|电银|原|旧|新)款?密|电银|柜面的|网上的|登(?:录|陆)?的|"
        rf"(?:平时|取钱时)?[按输设]的{_BREAK}|(?<!动态)(?<!短信)口令(?!卡|牌)|(?<!one.time )password|(?<![a-z])pin(?![a-z])",
    ),
    (
        ELSE,
        r"金额|多少钱|余额|额度|限额|价格?|几期|期数|期限|尾号|[末后]四位|卡号|姓名|名字|贵姓|持卡人|户名|手机号|电话|身份证|证件|账号|帐号|户号|业务|联系|"
        r"时间|几点|哪天|还款日|账单日|月供|网点|支行|那年|哪年|地址|邮箱|用户名|登[录陆]名|哪张|amount|name|tail|last four|address|phone",
    ),
)
"""At one and the same place the first of them counts."""
_ITEM: Final = re.compile("|".join(f"(?P<k{i}>{pattern})" for i, (_, pattern) in enumerate(_ITEMS)))
_BESIDE: Final = re.compile(
    r"[^。！!、，,；;/\n]{0,6}(?:[、，,；;/#\n和跟与及]|加上?|再|然后|then|and|[?？])[^。！!、，,；;\n]{0,6}|\s*(?:\d[.、]|[①-⑨])"
)
"""What stands between two things asked for in one breath."""


def wished(lower: str) -> tuple[str, ...]:
    """The kinds asked for in the `lower` view of a turn, in order, `ELSE` for what is no secret; one after itself counts once."""
    return _read(lower)[0]


def listed(lower: str) -> bool:
    """Whether they are asked for in a list, one beside the other: 金额和背面那三个, not 发到您手机的验证码."""
    return _read(lower)[1]


@remembered
def _read(lower: str) -> tuple[tuple[str, ...], bool]:
    kinds: list[str] = []
    beside, end = True, 0
    for m in _ITEM.finditer(lower):
        kind = _ITEMS[int(str(m.lastgroup)[1:])][0]
        if not kinds or kind == ELSE or kinds[-1] != kind:
            beside = beside and (not kinds or _BESIDE.fullmatch(lower, end, m.start()) is not None)
            kinds.append(kind)
        end = m.end()
    return tuple(kinds), beside
