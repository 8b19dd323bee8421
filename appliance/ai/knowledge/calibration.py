"""How likely it is that a search holds the answer: the signals of its outcome as one figure between 0 and 1.

Raw E5 scores do not carry over from one base to another, so a base of wordings (pairs, short texts) calibrates itself after
every change of its vectors by leaving out: some of its own wordings are asked, once with only themselves left out (their like are
there: answerable) and once with all that lies near them left out as well (unanswerable), and a logistic model learns the
difference. No labels and nothing of any visitor are needed. On BANKING77 this gives AUC .88 where weights learned on other
bases give .74. Running text has no wordings of its own to ask; there, and while a base is too small, shipped weights serve,
learned on development data by `tests/benchmarks/retrieval.py --fit`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from appliance.ai.knowledge.looking import look
from appliance.ai.knowledge.ranking import rank

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from appliance.ai.knowledge.looking import View
    from appliance.ai.knowledge.signals import Signals

    Matrix = NDArray[np.float32]

Shape = Literal["wordings", "texts", "mixed"]

WORDING = 80
"""Units (see `chunking.units`) that a wording has at most: a question, an utterance, a keyword."""
USUAL = 24
"""Units that half of a base's wordings keep to: 24 Chinese characters, 14 English words. Of customers' questions half keep to 10
(Chinese) or 17 (BANKING77), of rows of a bank's tables with their headings to 43 and more, of passages to 65 and more."""
FEWEST = 60
"""Wordings without which nothing can be learned from them."""
ASKED = 400
"""How many are asked; 800 looks, about ten seconds of a core."""
NEAR_BY = -1.5
"""What is left out as near: down to so many standard deviations below the usual nearness of neighbours."""
_RIDGE = 0.01
_FEW = 9


@dataclass(frozen=True)
class Calibration:
    """A logistic model over standardised `Signals`; all sequences in the order of `signals.NAMES`.

    `asked` wordings were learned from, 0 for shipped weights; `auc` is how well they were told apart.
    """

    shape: Shape
    means: tuple[float, ...]
    deviations: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float
    asked: int = 0
    auc: float = 0.0

    def confidence(self, found: Signals) -> float:
        """Between 0 and 1; one half divides what was learned as answerable from what was not."""
        total = self.bias
        for value, mean, deviation, weight in zip(
            found.figures(), self.means, self.deviations, self.weights, strict=True
        ):
            # Beyond what was ever seen a figure tells no more.
            total += weight * max(-4.0, min(4.0, (value - mean) / deviation))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def shape_of(lengths: Sequence[float], pairs: int) -> Shape:
    """What a base is made of: `lengths` in units of its texts that are no pairs, and how many wordings of pairs it has.

    Texts are wordings when they are as short as customers write: nine in ten, and the usual one by far. A few texts among
    many pairs, or the other way round, do not change what a base is.
    """
    if not lengths or pairs > _FEW * len(lengths):
        return "wordings"
    inner = sorted(lengths)
    if inner[len(inner) // 2] <= USUAL and inner[len(inner) * 9 // 10] <= WORDING:
        return "wordings"
    return "texts" if pairs * (_FEW + 1) < len(lengths) else "mixed"


def learn(
    view: View, wordings: Sequence[tuple[str, str]], embed: Callable[[Sequence[str]], Matrix]
) -> Calibration | None:
    """Learn from wordings, (key, text) each, as the module says; None where there are too few or no spread.

    `embed` gives the vectors of texts as if they were asked, shape (n, dim). Takes seconds.
    """
    import numpy as np

    if view.spread is None or len(wordings) < FEWEST:
        return None
    chosen = [wordings[i] for i in np.linspace(0, len(wordings) - 1, min(ASKED, len(wordings))).astype(int)]
    vectors = embed([text for _, text in chosen])
    snapshot, spread = view.snapshot, view.spread
    names, all_vectors = view.vectors.rows(snapshot.keys)
    owners = np.asarray([snapshot.of[snapshot.places[name]] for name in names])
    number = {name: place for place, name in enumerate(names)}
    several = np.bincount(snapshot.of, minlength=len(snapshot.targets)) > 1
    figures: list[tuple[float, ...]] = []
    answerable: list[float] = []
    least = spread.usual + NEAR_BY * spread.varies
    for (key, text), vector in zip(chosen, vectors, strict=True):
        if key not in number:
            continue
        target = snapshot.of[snapshot.places[key]]
        own = spread.question(all_vectors[number[key]])
        kept = np.ones(len(snapshot.targets), np.bool_)
        kept[target] = False
        rest = kept.copy()
        rest[owners[spread.likeness(own, all_vectors) > least]] = False
        alike = several[target] or not np.array_equal(rest, kept)
        for valid, label in ((kept, 1.0), (rest, 0.0)):
            found = _signals(view, text, vector, valid) if label == 0.0 or alike else None
            if found is not None:
                figures.append(found.figures())
                answerable.append(label)
    if min(sum(answerable), len(answerable) - sum(answerable)) < FEWEST / 3:
        return None
    return fit("wordings", np.asarray(figures), np.asarray(answerable), asked=len(chosen))


def fit(
    shape: Shape, figures: NDArray[np.float64], answerable: NDArray[np.float64], *, asked: int
) -> Calibration:
    """A ridge logistic regression by Newton's method; `figures` has shape (n, signals), `answerable` 0 or 1 each."""
    import numpy as np

    means, deviations = figures.mean(axis=0), figures.std(axis=0) + 1e-6
    scaled = np.c_[(figures - means) / deviations, np.ones(len(figures))]
    ridge = _RIDGE * len(figures) * np.r_[np.ones(figures.shape[1]), 0.0]
    weights = np.zeros(scaled.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(scaled @ weights, -30, 30)))
        slope = scaled.T @ (chance - answerable) + ridge * weights
        bend = (scaled * (chance * (1 - chance))[:, None]).T @ scaled + np.diag(ridge + 1e-9)
        step = np.linalg.solve(bend, slope)
        weights -= step
        if float(np.abs(step).max()) < 1e-6:
            break
    return Calibration(
        shape,
        tuple(map(float, means)),
        tuple(map(float, deviations)),
        tuple(map(float, weights[:-1])),
        float(weights[-1]),
        asked,
        auc(scaled @ weights, answerable),
    )


def auc(scores: NDArray[np.float64], positive: NDArray[np.float64]) -> float:
    """The chance that a positive scores higher than a negative; ties count half."""
    import numpy as np

    order = np.sort(scores[positive == 0])
    above = np.searchsorted(order, scores[positive == 1], "left")
    ties = np.searchsorted(order, scores[positive == 1], "right") - above
    return float((above + ties / 2).mean() / max(1, len(order))) if len(above) else 0.0


def _signals(view: View, text: str, vector: Matrix, valid: NDArray[np.bool_]) -> Signals | None:
    return rank([look(view, text, vector, valid)], text).signals
