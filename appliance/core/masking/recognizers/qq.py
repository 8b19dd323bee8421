"""QQ numbers, five to eleven digits after QQ, 扣扣, 企鹅 or a bare Q with a colon."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._parts import listed

_CUED = re.compile(
    r"(?:(?<![a-z0-9@.])q ?q(?![a-z.])|扣扣|叩叩|企鹅|秋秋|球球|扣号|(?<![折抵代多被乱])扣(?=我?[ ,，:：是]{0,2}[1-9]\d{6,10}(?![0-9元"
    r"]))|(?<![a-z0-9])q(?=号|:|是|[ ,，]\d)|(?<=[我加他她的号])q(?=\d))"
    r"(?:号码?|账号|帐号|群|小号|大号)?(?:\d开头的?| ?\d(?=[:：]))?[^0-9a-z。；;!?！？@]{0,8}(?:is |no\.? ?|number ?)?[:：]? ?"
    r"(?P<v>[1-9](?:[ \-·.]?\d){4,10})(?![0-9a-z])(?![@%％元])"
)
_AFTER = re.compile(
    r"(?<![0-9a-z.])(?P<v>[1-9]\d{4,10})[，, （(【\[]{0,2}(?:这|就|也)?(?:个|是|为)?(?:我|他|她)?的?(?:q ?q|扣扣|扣号|q(?=号)|"
    r"企鹅)(?:号|$|[，,。\s)）】\]])"
)

_LISTED = re.compile(r"[1-9]\d{5,10}(?![0-9a-z])(?![@%％元])")


class QQ:
    """Never without the word: short numbers mean too many things."""

    kinds = frozenset({"QQ"})

    def find(self, a: Analysis) -> list[Find]:
        spans = [m.span("v") for p in (_CUED, _AFTER) for m in p.finditer(a.lower)]
        more = [each for _, end in spans for each in listed(a.lower, end, _LISTED)]
        return [Find(start, end, "QQ", 0.94, "qq word") for start, end in [*spans, *more]]
