"""Trees: how likely a reply holds what was asked, as learned from the replies to questions with known answers.

Some hundred trees of three questions each, one about one figure of `replies`; what the leaves give is added up in log odds. Beside
them a plain line over all figures has a share: it hears what few replies have, for which no tree is cut. By
`python -m tests.ai.bank.fit_replies --write` on the banks in `tests/ai` and the questions about the sample bank.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from json import loads
from typing import Any

from appliance.core.kit.once import once


def likelihood(figures: Mapping[str, float]) -> float:
    """Of a reply with these figures, 0 to 1. A figure that was not learned from counts for nothing."""
    held = _shipped()
    values = [figures[name] for name in held.names]
    by_trees = held.bias
    for node in held.trees:
        while type(node) is list:
            figure, cut, below, above = node
            node = below if values[figure] < cut else above
        by_trees += node
    odds = (1 - held.line.share) * by_trees + held.line.share * held.line.odds(values)
    return 1 / (1 + math.exp(-odds))


@dataclass(frozen=True)
class _Line:
    """Of each figure how many `spread`s it lies from its `mean`, `far` at most, times its weight: `terms` (mean, spread, weight)."""

    share: float
    bias: float
    far: float
    terms: Sequence[tuple[float, float, float]]

    def odds(self, values: Sequence[float]) -> float:
        each = zip(self.terms, values, strict=True)
        return self.bias + sum(
            weight * max(-self.far, min(self.far, (value - mean) / spread))
            for (mean, spread, weight), value in each
        )


@dataclass(frozen=True)
class Learned:
    """The names of the figures in their order, the log odds of all replies, the trees (`[figure, cut, below, from]`), the line."""

    names: Sequence[str]
    bias: float
    trees: Sequence[Any]
    line: _Line


@once
def _shipped() -> Learned:
    return learned_from(loads(files(__package__).joinpath("trees.json").read_text(encoding="utf-8")))


def learned_from(held: Mapping[str, Any]) -> Learned:
    """What `trees.json` holds."""
    return Learned(held["figures"], held["bias"], held["trees"], _Line(**held["line"]))
