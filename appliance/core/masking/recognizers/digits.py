"""The recognizers that need a digit, run only where one stands: most messages hold none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from appliance.core.masking.analysis import Analysis, Find, Recognizer, named

_DIGIT: Final = re.compile(r"\d")


class WithDigits:
    """Runs `rules` over a text with a digit in it; Chinese numerals count in runs of four."""

    def __init__(self, rules: Sequence[Recognizer]) -> None:
        self._rules = tuple(rules)
        self.kinds: frozenset[str] = frozenset().union(*(rule.kinds for rule in rules))

    def find(self, a: Analysis) -> list[Find]:
        if _DIGIT.search(a.digits) is None:
            return []
        return [named(rule, f) for rule in self._rules for f in rule.find(a)]
