"""QQ numbers, five to eleven digits after QQ or 扣扣."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._parts import LINK, NO_ALNUM_AFTER

_CUED = re.compile(
    rf"(?:(?<![a-z])qq(?![a-z.])|扣扣|企鹅号){LINK}(?P<v>[1-9]\d{{4,10}}){NO_ALNUM_AFTER}(?![@.%％元])"
)


class QQ:
    """Never without the word: short numbers mean too many things."""

    kinds = frozenset({"QQ"})

    def find(self, a: Analysis) -> list[Find]:
        return [Find(*m.span("v"), "QQ", 0.94, "qq word") for m in _CUED.finditer(a.lower)]
