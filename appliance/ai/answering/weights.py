"""What each aspect is worth, as learned from questions with known answers.

`RANK` orders the texts for one question (a conditional logit over its candidates); `SURE` says how likely the best one
answers it (a logistic regression whose weights keep to the way that each aspect is meant to speak). Both by
`python -m tests.ai.bank.fit --all` on the banks in `tests/ai/bank` and `tests/ai/bank3` and the questions about the
sample bank; how well one half alone does on the others is what it prints first.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from json import loads
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from appliance.ai.answering.likeness import Likeness

FURTHER = (
    "score",
    "margin",
    "own",
    "advice",
    "n_missing",
    "abolished",
    "short",
    "story",
    "english",
    "double",
)

_TABLE: dict[str, dict[str, float]] = loads(
    files(__package__).joinpath("weights.json").read_text(encoding="utf-8")
)
RANK: Mapping[str, float] = _TABLE["rank"]
SURE: Mapping[str, float] = _TABLE["sure"]


def rank(found: Likeness) -> float:
    """The order of texts for one question; means nothing across questions."""
    return sum(RANK[name] * value for name, value in found.items())


def sure(found: Likeness, further: Mapping[str, float]) -> float:
    """Log odds that the text answers the question."""
    own = sum(SURE[name] * value for name, value in found.items())
    return SURE["bias"] + own + sum(SURE[name] * further[name] for name in FURTHER)
