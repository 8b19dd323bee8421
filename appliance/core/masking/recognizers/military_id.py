"""Officer and soldier certificates: 沈字第0025240号."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._parts import LINK, NO_ALNUM_AFTER

_FORM = re.compile(
    r"(?:(?:(?<=[证证号是为：:，,、 \n])|^)[\u4e00-\u9fff]{1,3}|[\u4e00-\u9fff])字第[\s，,嗯那个]{0,4}[（(]?\d(?:[ \-\n]?\d)"
    r"{4,10}[)）]?[ ，,]{0,2}[号號]?|"
    r"(?<![A-Za-z])(?:WJ|wj) ?字第?[（(]?\d(?:[ \-]?\d){4,10}[)）]? ?[号號]?|"
    r"[军海空陆武文士官警政]{1,2}字 ?\d{5,10} ?[号號]?"
)
_NO_ARMY = re.compile(r"[贷借保抵押授合房产权执民商刑初终裁]")
"""Contracts, deeds and rulings are numbered alike."""
_CUED = re.compile(
    rf"(?:(?:军官|士兵|士官|军人|警官|文职(?:干部|人员)?|义务兵|离休干部荣誉|退休军人|军队)证(?:件)?|"
    rf"(?:文职|军人|现役|部队|士兵|军官)[^0-9a-z。]{{0,6}}证号){LINK}"
    rf"(?P<v>[a-z]?\d{{6,11}}(?: ?号)?){NO_ALNUM_AFTER}(?!元|年|月)"
)


class MilitaryId:
    """One character for the branch or district, then 字第."""

    kinds = frozenset({"MILITARY_ID"})

    def find(self, a: Analysis) -> list[Find]:
        found = [
            Find(m.start(), m.end(), "MILITARY_ID", 0.9, "字第 form")
            for m in _FORM.finditer(a.digits)
            if not _NO_ARMY.search(m[0])
        ]
        return found + [
            Find(*m.span("v"), "MILITARY_ID", 0.88, "certificate word") for m in _CUED.finditer(a.lower)
        ]
