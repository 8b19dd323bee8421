"""Secrets inside a story: 把293860发过去我就发了, 又来一条 330 276. A verb of giving away or of arriving, and a bare number.

Three digits are a card's CVV, six a one-time code. Amounts, counts, tails, service numbers and round numbers are none.
"""

from __future__ import annotations

import re
from typing import Final

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.kinds import SECRETS
from appliance.core.masking.recognizers.asked._fits import answers

_SIX: Final = r"(?P<v>(?<![0-9a-z.:/\-#])\d(?:[ \-]?\d){5}(?![0-9a-z])(?![.:/\-]\d))"
_THREE: Final = r"(?P<v>(?<![0-9a-z.:/\-#])\d[ \-]?\d[ \-]?\d(?![0-9a-z])(?![.:/\- ] ?\d))"
_GIVE: Final = (
    r"(?:把|将|拿)(?:数字|那?几个|码)? ?",
    r"(?:报|念|发|告诉|输入?|填|写|说|读|讲|敲|回复?|转发|话|畀|俾)(?:过去|出去|给|到|进去|上去|了|咗|个|的|是|他们?|她|佢|"
    r"对方|我|你们?|您|客服|人家|那人|骗子|就|[，,:： 「“\"']){1,6}",
    r"(?:gave|told|sent|tell|read|typed|entered|forwarded|texted)(?: (?:him|her|them|it|out|the|you|guy|man|woman|"
    r"person|in|back|to|over)){0,4}[ :\"']{1,2}",
)
_ARRIVE: Final = (
    r"(?:又|刚|再|才|就|突然|今早|半夜|莫名)[^0-9，。；]{0,6}(?:来|收|发|弹|跳|蹦)[^0-9，。；]{0,6}?(?:[一这那]?[条个串]|到|了|"
    r"过来|出|短信|信息|数字|的|[，,:： ]){1,5}",
    r"(?:您|你们?|银行|系统|贵行|95\d{3}|106\d{0,9})(?:刚才?|给我)?发(?:过来|来|给我|到手机|我)?(?:的|了)(?:是|个|一?条|那个|"
    r"这个|数字|[，,:： ]){0,4}",
    r"(?:just |another |new )(?:got|received|came|text|one|sms|message)[^0-9.,;]{0,16}",
)
_AWAY: Final = r" ?(?:都|就|也|全|直接|先)?(?:发|报|告诉|念|给|填|输|说|写|读|拍|露|晒|漏|贴|泄|敲)"
_CODES: Final = (
    re.compile(_GIVE[0] + _SIX + _AWAY),
    *(re.compile(verb + _SIX) for verb in (*_GIVE[1:], *_ARRIVE)),
    re.compile(
        r"(?:你们?|您|银行|95\d{3}|106\d{0,9})(?:给我)?发(?:来)?(?:的|了)?(?:个|条|串)?"
        + _SIX
        + r"(?:给我|到我|过来|是|干)"
    ),
    re.compile(
        r"(?:有|收到|来)(?:了)?(?:一?个|一?条|一?串)?" + _SIX + r"的(?:短信|信息|消息|验证|数字|提示)"
    ),
    re.compile(r"[六6]位数?字?(?:码|是|为|叫|[ :：]){0,3}" + _SIX),
    re.compile(r"发来?的(?:是|数字|码)[ :：]{0,2}(?P<v>(?<![0-9])(?!19|20[0-4])\d{4}(?![0-9a-z.:/\-]))"),
    re.compile(r"【[^】]{1,16}】[^0-9]{0,12}?" + _SIX),
)
_CVVS: Final = (
    re.compile(r"(?:把|将)(?:数字|后面)?" + _THREE + _AWAY),
    re.compile(
        r"(?<!后)(?<!前)(?<!尾)(?<!末)[三3]位数?字?(?:我|他|都|就|填|写|输|的|了|[ 是:：]){0,5}" + _THREE
    ),
    re.compile(r"(?:背|反)面[^0-9，。；]{0,6}" + _THREE),
)
_PASSWORDS: Final = (re.compile(r"密码[^0-9。；;？?]{0,12}" + _SIX),)
_OTHER: Final = re.compile(
    r"年费|电话|热线|买入|卖出|股票|基金|代码|股|净值|产品|元|块钱?|万|金额|转账|转了|余额|尾号|订单|单号|工单|流水|邮编|积分|报错|错误|编号|取件|快递|排队|分期|额度|"
    r"stock|fund|order|amount|error|zip|ticket|balance"
)
"""What else the number may be about."""
_ROUND: Final = re.compile(r"\d*000|[1-9]00|1[12][0-9]|911")
_REACH: Final = 14


class Told:
    """Needs no question. Scores stay below whatever reads the number by its own word."""

    kinds = frozenset({"OTP", "CVV", "PASSWORD"})

    def find(self, a: Analysis) -> list[Find]:
        found = []
        bare = SECRETS.issuperset(a.state.wants)
        for kind, patterns in (("OTP", _CODES), ("CVV", _CVVS), ("PASSWORD", _PASSWORDS)):
            # What arrived or was given away is a code, whatever an unsure reader says; where a longer number was asked for, it
            # may be a piece of that.
            score = 0.81 if kind == "OTP" and bare else 0.63
            for pattern in patterns:
                found += [
                    Find(*m.span("v"), kind, score, "given away or sent")
                    for m in pattern.finditer(a.lower)
                    if self._bare(a, *m.span("v"))
                ]
        return found

    def _bare(self, a: Analysis, start: int, end: int) -> bool:
        around = a.lower[max(0, start - _REACH) : start] + " " + a.lower[end : end + 6]
        value = "".join(c for c in a.lower[start:end] if c.isdigit())
        return not _ROUND.fullmatch(value) and not _OTHER.search(around) and answers(a, start, end)
