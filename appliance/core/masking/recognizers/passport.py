"""Passport numbers: the mainland forms by themselves, any form beside the word."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._parts import LINK, NO_ALNUM_AFTER, NO_ALNUM_BEFORE

_CUED = re.compile(
    rf"(?:护照|"
    rf"passport){LINK}(?:[^0-9a-z。；;!?！？\n]{{0,4}})(?P<v>[a-z]{{1,3}}[ \-]?\d(?:[ \-]?\d){{5,8}}[a-z]?|"
    rf"\d{{8,9}}|[a-z]\d[a-z0-9]{{6,7}}){NO_ALNUM_AFTER}"
)
_BARE = re.compile(
    rf"{NO_ALNUM_BEFORE}(?:[EGeg]\d{{8}}|[Ee][A-HJ-NP-Za-hj-np-z]\d{{7}}|[DSPdsp][Ee]?\d{{7,8}}){NO_ALNUM_AFTER}"
)


class Passport:
    """Ordinary E/G/EA–EZ, diplomatic DE, service SE, public affairs PE."""

    kinds = frozenset({"PASSPORT"})

    def find(self, a: Analysis) -> list[Find]:
        found = [Find(*m.span("v"), "PASSPORT", 0.95, "passport word") for m in _CUED.finditer(a.lower)]
        found += [
            Find(m.start(), m.end(), "PASSPORT", 0.7, "mainland form") for m in _BARE.finditer(a.digits)
        ]
        return found
