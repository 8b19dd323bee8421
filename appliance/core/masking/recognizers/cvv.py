"""Card verification values: three or four digits beside CVV, 安全码, 背面三位 and the like, or behind a card and its expiry."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers.expiry import BESIDE_CARD

_CUE = (
    r"(?:(?<![a-z])cv[vcn]2?(?![a-z])|安全码|卡片?(?:验证|校验)[值码]|校验三位|校验值|卡背那?个?|背面那?[串几个]{1,2}|(?:卡|反|签名)?(?:背|后)[面后边]?(?:的|那|最后|末|"
    r"签名栏|数字|后)*[三3](?:位|个)(?:数字?|码|号码)?|"
    r"(?:末|后|尾)[三3](?:位|码|个数?)|卡?(?:正|背|反)面(?:的|那)?[四4](?:位|个)(?:数字?|码)?|签名[栏条]|"
    r"背面(?:数字|码)?(?=是|[:：\d])|"
    r"security (?:code|number)|card verification|(?:three|3)[ -]?digits?(?: on the back)?)"
)
_REFUSED = (
    r"(?: ?(?:is |was )?(?:invalid|incorrect|wrong|error|mismatch)|错误|錯誤|不正确|有误|无效|不对|不符)?"
)
_CUED = re.compile(
    rf"{_CUE}{_REFUSED}(?:(?!尾号|卡号|有效|到期|金额|日期|年月|月年|"
    rf"分钟)[^0-9。；;!?！？\n]){{0,10}}"
    rf"(?:(?<![0-9])\d{{4}}[ \-、,，/]{{1,2}}(?=\d{{3}}(?![0-9])))?(?P<v>(?<![0-9])\d(?:[ \-]?\d){{2,3}})(?![0-9])(?! ?(?:位|次|元|块|%|"
    rf"天|年|月|分))"
)
_VAGUE = re.compile(r"[末后尾][面边]?(?:的|那|最)*[三3]")
"""后三位 may be said of any number."""
_OF_A_CODE = re.compile(r"(?:密码|口令|验证码)[^。？?]{0,4}[前头开][面头]?[几一二三四1-4]")
"""验证码前三位 470, and then its last three."""
_AMEX = re.compile(
    r"(?:four|4)[ \-]?digits?(?: code| number)?(?:(?!exp|valid)[^0-9.;!?\n]){0,16}(?P<v>(?<![0-9])\d{4})(?![0-9/])"
)
_AMEX_CARD = re.compile(r"amex|american express|运通")
_AFTER = re.compile(
    rf"(?<![0-9a-z.,])(?P<v>\d{{3}})(?:是|就是|这个是|\(|（|,|，| |is )(?:我的?|卡的|my |the )?{_CUE}"
)


class Cvv:
    """Dropped, never stored (PCI DSS 3.3.1)."""

    kinds = frozenset({"CVV"})

    def find(self, a: Analysis) -> list[Find]:
        begun = [words for role, words in a.state.said[-3:] if role == "visitor" and _OF_A_CODE.search(words)]
        found = [
            Find(*m.span("v"), "CVV", 0.8 if _VAGUE.match(m[0]) else 0.97, "cvv word")
            for m in _CUED.finditer(a.lower)
            if not (begun and _VAGUE.match(m[0]))
        ]
        found += [Find(*m.span("v"), "CVV", 0.9, "cvv word after") for m in _AFTER.finditer(a.lower)]
        if _AMEX_CARD.search(a.lower):
            found += [Find(*m.span("v"), "CVV", 0.97, "cvv word") for m in _AMEX.finditer(a.lower)]
        found += [
            Find(*m.span("cvv"), "CVV", 0.92, "behind a card and its expiry")
            for m in BESIDE_CARD.finditer(a.lower)
            if m["cvv"]
        ]
        return found
