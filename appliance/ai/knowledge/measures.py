"""What a search is worth on a set of questions: each measure with its 95 % interval (bootstrap over the questions).

Recall@k: a relevant id among the first k. MRR@10: one over the place of the first relevant id, 0 beyond ten. AUC: the chance that
an answerable question has a higher confidence than one that nothing answers. Coverage at a precision: the share of the
answerable that can be answered while at least that share of all answers is right; its threshold is found on the same questions,
so it is an upper bound.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from appliance.ai.knowledge.calibration import auc

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Figures = NDArray[np.float64]

RESAMPLES = 1000
_LIMIT = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question: `place` of the first relevant id (from 0; None when it is not among the first ten).

    `named`: it was searched with a name in it, as a visitor's message is not.
    """

    answerable: bool
    place: int | None
    confidence: float
    seconds: float
    named: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure and its interval, over `n` questions; seconds for latencies, else 0 to 1."""

    name: str
    value: float
    low: float
    high: float
    n: int


def measures(outcomes: Sequence[Outcome]) -> list[Measure]:
    """All measures that these outcomes allow; none of rejection without questions that nothing answers."""
    import numpy as np

    answerable = [one for one in outcomes if one.answerable]
    places = np.asarray([np.inf if one.place is None else one.place for one in answerable], np.float64)
    out: list[Measure] = []
    if answerable:
        out += [
            _measure(f"recall@{k}", (places < k).astype(float), lambda x: float(x.mean())) for k in (1, 5)
        ]
        gains = np.where(places < _LIMIT, 1 / (1 + np.minimum(places, _LIMIT)), 0)
        out.append(_measure(f"mrr@{_LIMIT}", gains, lambda x: float(x.mean())))
    if 0 < len(answerable) < len(outcomes):
        table = np.asarray(
            [(one.answerable, one.place == 0 and one.answerable, one.confidence) for one in outcomes],
            np.float64,
        )
        out.append(_measure("auc", table, lambda x: auc(x[:, 2], x[:, 0])))
        out += [
            _measure(f"coverage@{percent}", table, lambda x, p=percent / 100: coverage(x, p))  # type: ignore[misc]
            for percent in (90, 95)
        ]
    seconds = np.asarray([one.seconds for one in outcomes], np.float64)
    if len(seconds):
        out += [
            _measure(f"seconds p{percent}", seconds, lambda x, p=percent: float(np.percentile(x, p)))  # type: ignore[misc]
            for percent in (50, 95)
        ]
    return out


def coverage(table: Figures, precision: float) -> float:
    """The share of the answerable that are answered at the threshold that keeps this precision; 0 when none does.

    `table` has the columns answerable, right, confidence.
    """
    import numpy as np

    if not table[:, 0].any():
        return 0.0
    order = np.argsort(-table[:, 2], kind="stable")
    answerable, right, confidence = (table[order, column] for column in range(3))
    # A threshold lets in all of one confidence or none.
    last = np.append(confidence[1:] != confidence[:-1], True)
    kept = last & (right.cumsum() / np.arange(1, len(right) + 1) >= precision)
    return float((answerable.cumsum() / answerable.sum())[kept].max(initial=0.0))


def _measure(name: str, figures: Figures, of: Callable[[Figures], float]) -> Measure:
    import numpy as np

    chance = np.random.default_rng(1)
    count = len(figures)
    again = [of(figures[chance.integers(0, count, count)]) for _ in range(RESAMPLES)]
    low, high = np.percentile(again, (2.5, 97.5))
    return Measure(name, of(figures), float(low), float(high), count)
