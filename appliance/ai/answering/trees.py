"""Trees: how likely a reply holds what was asked, as learned from the replies to questions with known answers.

Some hundred trees of two questions each, one about one figure of `replies`; what the leaves give is added up in log odds. By
`python -m tests.ai.bank.fit_replies --write` on the banks in `tests/ai` and the questions about the sample bank.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from json import loads
from typing import Any


def likelihood(figures: Mapping[str, float]) -> float:
    """Of a reply with these figures, 0 to 1. A figure that the trees do not know counts for nothing."""
    names, bias, trees = _shipped()
    values = [figures[name] for name in names]
    odds = bias
    for node in trees:
        while type(node) is list:
            figure, cut, below, above = node
            node = below if values[figure] < cut else above
        odds += node
    return 1 / (1 + math.exp(-odds))


@cache
def _shipped() -> tuple[list[str], float, list[Any]]:
    """The names of the figures in their order, the log odds of all replies, and the trees: `[figure, cut, below, from]`."""
    held = loads(files(__package__).joinpath("trees.json").read_text(encoding="utf-8"))
    return held["figures"], held["bias"], held["trees"]
