"""Travel permits between the mainland, Hong Kong, Macau and Taiwan."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._parts import LINK, NO_ALNUM_AFTER, NO_ALNUM_BEFORE

_CUED = re.compile(
    rf"(?:通行证|回乡证|台胞证|返乡证|permit|往来港澳|往来台湾|来往大陆通行证|"
    rf"港澳证){LINK}(?:[^0-9a-z。；;!?！？\n]{{0,4}})(?P<v>[a-z]{{1,2}}[ \-]?\d(?:[ \-]?\d){{6,9}}|"
    rf"\d(?:[ \-]?\d){{7,9}}){NO_ALNUM_AFTER}"
)
_BARE = re.compile(rf"{NO_ALNUM_BEFORE}(?:[CWLcwl]\d{{8}}|[HMhm]\d{{8}}(?:\d{{2}})?){NO_ALNUM_AFTER}")


class Permit:
    """C/W to Hong Kong and Macau, L/T to Taiwan, H/M of their residents."""

    kinds = frozenset({"PERMIT"})

    def find(self, a: Analysis) -> list[Find]:
        found = [Find(*m.span("v"), "PERMIT", 0.95, "permit word") for m in _CUED.finditer(a.lower)]
        found += [Find(m.start(), m.end(), "PERMIT", 0.6, "permit form") for m in _BARE.finditer(a.digits)]
        return found
