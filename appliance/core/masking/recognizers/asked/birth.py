"""A date given because the turn before asked for the date of birth."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers.dob import DATE

_DATE = re.compile(DATE)


class AskedBirth:
    """Any date answers that question."""

    kinds = frozenset({"DOB"})

    def find(self, a: Analysis) -> list[Find]:
        if "DOB" not in a.asked:
            return []
        return [
            Find(m.start(), m.end(), "DOB", 0.88, "asked for just before") for m in _DATE.finditer(a.lower)
        ]
