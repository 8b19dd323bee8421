"""Card verification values: three or four digits beside CVV, 安全码 and the like."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find

_CUED = re.compile(
    r"(?:(?<![a-z])cv[vcn]2?(?![a-z])|安全码|卡背面?后?三位|背面(?:的)?(?:最后)?[三3]位|末三位|"
    r"签名栏|security code|card verification)"
    r"[^0-9。；;!?！？\n]{0,10}(?P<v>(?<![0-9])\d(?: ?\d){2,3})(?![0-9])(?! ?(?:位|次|元|%))"
)


class Cvv:
    """Dropped, never stored (PCI DSS 3.3.1)."""

    kinds = frozenset({"CVV"})

    def find(self, a: Analysis) -> list[Find]:
        return [Find(*m.span("v"), "CVV", 0.97, "cvv word") for m in _CUED.finditer(a.lower)]
