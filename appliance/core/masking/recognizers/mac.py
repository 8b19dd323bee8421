"""Hardware addresses: six pairs of hexadecimal digits with one kind of separator."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find

_FORM = re.compile(
    r"(?<![0-9A-Za-z:\-])[0-9A-Fa-f]{2}([:\-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![0-9A-Za-z:\-])"
)


class Mac:
    """IEEE 802 MAC-48."""

    kinds = frozenset({"MAC"})

    def find(self, a: Analysis) -> list[Find]:
        return [Find(m.start(), m.end(), "MAC", 0.97, "six pairs") for m in _FORM.finditer(a.flat)]
