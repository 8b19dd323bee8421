"""What each aspect is worth, as learned from questions with known answers.

`RANK` orders the texts for one question (a conditional logit over its candidates); `SURE` says how likely the best one
answers it (a logistic regression whose weights keep to the way that each aspect is meant to speak). Both by
`python -m tests.ai.bank.fit --write` on the banks in `tests/ai/bank`, `bank3` and `bank4` and the questions about the
sample bank; how well each bank does with what was learned from the others is what it prints first. `RANK` is still that of
the first two banks: learned from the third too it is no better on a bank left out, and worse on the sample bank. Learned
anew from all six banks (`bank5` to `bank7` too), `SURE` and `leaning` order a bank left out a little better (AUC .953, .977,
.950 against .947, .970, .948 on `bank5` to `bank7`) and answer it no better, but answer less of the sample bank than its
tests ask; so both are still those of the three.

`searched`, how far a text lies behind the best one in the search's own score, was added to `RANK` by hand at 2.0: on each of
seven banks the first text has all facts more often (1,107 of 1,440 questions against 1,060; between 1 and 6 it is all the same).
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from json import loads
from operator import itemgetter, mul
from typing import TYPE_CHECKING

from appliance.ai.answering.likeness import NAMES

if TYPE_CHECKING:
    from appliance.ai.answering.likeness import Likeness

FURTHER = (
    "score",
    "margin",
    "found",
    "leans_own",
    "leans_advice",
    "leans_granted",
    "leans_any",
    "length",
    "words",
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
_in_order = itemgetter(*NAMES)


def rank(found: Likeness) -> float:
    """The order of texts for one question; means nothing across questions."""
    worth: float = sum(map(mul, _in_order(RANK), found.figures))
    return worth


def sure(found: Likeness, further: Mapping[str, float]) -> float:
    """Log odds that the text answers the question."""
    own: float = sum(map(mul, _in_order(SURE), found.figures))
    return SURE["bias"] + own + sum([SURE[name] * further[name] for name in FURTHER])
