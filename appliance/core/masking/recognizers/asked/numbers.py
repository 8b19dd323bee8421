"""Numbers and identifiers given without a word, because the turn before asked for them."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers.asked._edges import EDGE, END

_BARE = {
    "CN_ID": re.compile(rf"{EDGE}\d(?:[ \-]?\d){{13,16}}[ \-]?[\dx]{END}"),
    "PASSPORT": re.compile(rf"{EDGE}[a-z]{{1,2}} ?\d{{6,9}}{END}"),
    "PERMIT": re.compile(rf"{EDGE}[a-z]{{1,2}} ?\d{{7,10}}{END}"),
    "BANK_CARD": re.compile(rf"{EDGE}\d(?:[ \-]{{0,2}}\d){{12,18}}{END}"),
    "ACCOUNT": re.compile(rf"{EDGE}\d(?:[ \-]?\d){{6,29}}{END}"),
    "MOBILE": re.compile(rf"{EDGE}1[ .\-]{{0,2}}[3-9](?:[ .\-]{{0,2}}\d){{9}}(?![0-9])"),
    "LANDLINE": re.compile(rf"{EDGE}[2-8]\d{{2,3}}[ \-]?\d{{4}}{END}"),
    "QQ": re.compile(rf"{EDGE}[1-9]\d{{4,10}}{END}"),
    "WECHAT": re.compile(
        rf"{EDGE}(?=[a-z0-9_\-]*[0-9_\-])[a-z][a-z0-9_\-]{{5,19}}{END}|{EDGE}1[3-9]\d{{9}}{END}"
    ),
    "SWIFT": re.compile(rf"{EDGE}[a-z]{{6}}[a-z0-9]{{2}}(?:[a-z0-9]{{3}})?{END}"),
}
_SCORES = {"WECHAT": 0.92, "QQ": 0.8, "MOBILE": 0.88}


class AskedNumber:
    """A phone asked for may be a fixed line too."""

    kinds = frozenset(_BARE)

    def find(self, a: Analysis) -> list[Find]:
        kinds = a.asked | ({"LANDLINE"} if "MOBILE" in a.asked else set())
        return [
            Find(m.start(), m.end(), kind, _SCORES.get(kind, 0.7), "asked for just before")
            for kind in kinds & _BARE.keys()
            for m in _BARE[kind].finditer(a.lower)
        ]
