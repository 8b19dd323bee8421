"""Postal addresses: by their form, and by their surroundings as the name tagger knows them.

A bare city or district is a LOCATION and stays readable; what leads to a door is an ADDRESS.
"""

from __future__ import annotations

import re
from typing import Final

from appliance.core.masking import sequence
from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.context import NOW
from appliance.core.masking.recognizers._address_rules import AddressRules

_RULES: Final = AddressRules()
_DOOR: Final = re.compile(
    r"[路街道巷弄里村庄镇乡屯寨组社队号室栋幢座楼层房户门院苑园区城湾府邨庭轩]|小区|单元|大厦|公寓|山庄|"
    r"\d ?[-－] ?\d|\b(?:street|st|road|rd|avenue|ave|lane|drive|way|court|blvd|place|crescent|terrace|flat|apt|"
    r"unit|room|rm|floor|suite|block|building|tower)\b",
    re.IGNORECASE,
)
_EXACT: Final = re.compile(r"[0-9一二三四五六七八九十百零〇两甲乙丙]")
_CODE: Final = re.compile(r"字第|[0-9A-Za-z]{9,}|[0-9A-Fa-f]{2}[:\-][0-9A-Fa-f]{2}[:\-]|\d+\.\d+\.\d+")
_PUBLIC: Final = re.compile(r"(?:支行|分行|网点|分理处|营业部|营业厅|储蓄所|银行|柜台|窗口)$")
_LEAST: Final = 4


class Address:
    """Where both find the same address, the wider reading holds."""

    kinds = frozenset({"ADDRESS"})

    def find(self, a: Analysis) -> list[Find]:
        found = list(_RULES.find(a))
        for s in sequence.learned(a):
            if s.kind != "ADDRESS" or not _leads_to_a_door(a, s.start, s.end):
                continue
            same = [f for f in found if f.start < s.end and s.start < f.end]
            start, end = min([s.start, *(f.start for f in same)]), max([s.end, *(f.end for f in same)])
            if same:
                found = [f for f in found if f not in same]
            score = 0.9 if same or s.sure > 2 else 0.75
            found.append(Find(start, end, "ADDRESS", score, "name tagger"))
        return found


def _leads_to_a_door(a: Analysis, start: int, end: int) -> bool:
    said = a.lower[start:end]
    if end - start < _LEAST or not _DOOR.search(said) or _CODE.search(said) or _PUBLIC.search(said):
        return False
    return _EXACT.search(said) is not None or a.state.wants.get("ADDRESS", 0) >= NOW
