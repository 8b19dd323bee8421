"""Officer and soldier certificates: 沈字第0025240号."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find

_FORM = re.compile(r"[\u4e00-\u9fff]字第 ?\d{5,10} ?号?")


class MilitaryId:
    """One character for the branch or district, then 字第."""

    kinds = frozenset({"MILITARY_ID"})

    def find(self, a: Analysis) -> list[Find]:
        return [Find(m.start(), m.end(), "MILITARY_ID", 0.9, "字第 form") for m in _FORM.finditer(a.digits)]
