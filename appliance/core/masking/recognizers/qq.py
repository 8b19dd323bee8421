"""QQ numbers, five to eleven digits after QQ, 扣扣, 企鹅 or a bare Q with a colon."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find

_CUED = re.compile(
    r"(?:(?<![a-z0-9@.])q ?q(?![a-z.])|扣扣|企鹅|秋秋|球球|扣号|(?<![a-z0-9])q(?=号|:|是| \d)|(?<=[我加他她的号])q(?=\d))"
    r"(?:号码?|账号|帐号|群|小号|大号)?[^0-9a-z。；;!?！？\n@]{0,8}(?:is |no\.? ?|number ?)?[:：]? ?"
    r"(?P<v>[1-9](?:[ \-·.]?\d){4,10})(?![0-9a-z])(?![@%％元])"
)
_AFTER = re.compile(
    r"(?<![0-9a-z.])(?P<v>[1-9]\d{4,10})[，, （(【\[]{0,2}(?:这|就|也)?(?:个|是|为)?(?:我|他|她)?的?(?:qq|扣扣|"
    r"企鹅)(?:号|$|[，,。\s)）】\]])"
)


class QQ:
    """Never without the word: short numbers mean too many things."""

    kinds = frozenset({"QQ"})

    def find(self, a: Analysis) -> list[Find]:
        return [
            Find(*m.span("v"), "QQ", 0.94, "qq word") for p in (_CUED, _AFTER) for m in p.finditer(a.lower)
        ]
