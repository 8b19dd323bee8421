"""Passwords in plain words, as the reader of words takes them."""

from __future__ import annotations

from typing import Final

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.worded import stretches

RULE: Final = "words read by model"
ENOUGH: Final = 0.45
"""Chosen on sets that the reader had not learned from."""
_SURE: Final = 0.85
_SCORES: Final = (0.72, 0.905)
"""Below a password's own word; a sure one above what knows but the question, which sees a number at the end of the words alone."""


class Worded:
    """The likeliest stretches that do not overlap."""

    kinds = frozenset({"PASSWORD"})

    def find(self, a: Analysis) -> list[Find]:
        field = stretches(a)
        if not field.found:
            return []
        from appliance.core.masking.worded_weights import chances

        found: list[Find] = []
        likely = zip(chances(field, a.state), field.found, strict=True)
        for chance, c in sorted(likely, key=lambda pair: -pair[0]):
            if chance < ENOUGH:
                break
            if all(c.end <= f.start or f.end <= c.start for f in found):
                found.append(Find(c.start, c.end, "PASSWORD", _SCORES[chance >= _SURE], RULE))
        return found
