"""Passwords in plain words, as the reader of words takes them."""

from __future__ import annotations

import re
from typing import Final

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._looks import when_or_where
from appliance.core.masking.recognizers._talk import only_talk
from appliance.core.masking.worded import stretches

RULE: Final = "words read by model"
ENOUGH: Final = 0.45
"""Chosen on sets that the reader had not learned from."""
_SURE: Final = 0.85
_SCORES: Final = (0.72, 0.905)
"""Below a password's own word; a sure one above what knows but the question, which sees a number at the end of the words alone."""
_WHERE: Final = re.compile(r"那?[上下前后里旁][面边]")
"""下面Taozi&0328: where it stands, not what."""


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
            where = _WHERE.match(field.text, c.start, c.end)
            start = where.end() if where else c.start
            if when_or_where(a.lower[start : c.end]) or only_talk(a, start, c.end):
                continue
            if start < c.end and all(c.end <= f.start or f.end <= start for f in found):
                found.append(Find(start, c.end, "PASSWORD", _SCORES[chance >= _SURE], RULE))
        return found
