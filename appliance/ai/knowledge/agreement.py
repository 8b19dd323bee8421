"""Whether meaning and words point to the same place: where both find one thing, it is more likely there at all.

An unanswerable question shares words with one text and its drift with another; a known one meets the same few in both ways. On
BANKING77, where whole intents are held out, this and the slope of nearness (`Signals.slope`) raise AUC from .867 to .877
and coverage at 95 % precision from .44 to .46, with no label used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FIRST = 5
"""How many of the best by words are held against the nearest."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Likeness of own parts (see `Spread`) between the nearest text and the best ones by words; 1 for the same text."""

    most: float
    mean: float


def agreement_of(
    targets: Sequence[int],
    own: NDArray[np.float32],
    parts: NDArray[np.float32],
    by_words: Sequence[int],
) -> Agreement | None:
    """How far both agree; None when there is nothing to compare.

    `targets` names what each of `parts` (from `Spread.parts`), shape (n, dim), belongs to, `own` is its likeness to the question;
    `by_words` are targets, best first.
    """
    best: dict[int, int] = {}
    wanted = set(by_words[:FIRST])
    for place, target in enumerate(targets):
        if target in wanted and (target not in best or own[place] > own[best[target]]):
            best[target] = place
    if not best:
        return None
    likeness = parts[list(best.values())] @ parts[int(own.argmax())]
    return Agreement(float(likeness.max()), float(likeness.mean()))
