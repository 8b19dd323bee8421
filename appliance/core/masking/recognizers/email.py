"""E-mail addresses, also with full-width signs, spaces about the @, or (at) / 艾特 in its place."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find

_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9](?:[A-Za-z0-9._%+\-]{0,62}[A-Za-z0-9_])?"
    r"(?: ?@ ?| ?[(\[]at[)\]] ?|艾特|圈a)"
    r"[A-Za-z0-9\-]{1,63}(?:(?:\.|点)[A-Za-z0-9\-]{2,63}){1,4}",
    re.IGNORECASE,
)


class Email:
    """Linear: every repetition is bounded."""

    kinds = frozenset({"EMAIL"})

    def find(self, a: Analysis) -> list[Find]:
        return [Find(m.start(), m.end(), "EMAIL", 0.98, "address form") for m in _ADDRESS.finditer(a.flat)]
