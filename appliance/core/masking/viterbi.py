"""The best path through scores for each place and each label, and for each step from label to label.

Most places are settled before any path is looked for: where one label leads by more than every step beside it could make
up for, the best path must go through it. Only the stretches between such places are worked out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

_ROUNDING: Final = 0.05
"""Far more than single precision loses over a text; a lead this small settles nothing."""


class Decoder:
    """`steps[a, b]` (labels, labels) is added for a step from `a` to `b`. Thread-safe."""

    def __init__(self, steps: Any) -> None:
        import numpy as np

        step = steps.astype(np.float64)
        arriving = (step[:, :, None] - step[:, None, :]).max(axis=0)
        leaving = (step[:, None, :] - step[None, :, :]).max(axis=2)
        lead = np.maximum(arriving, 0) + np.maximum(leaving, 0) + _ROUNDING
        self._step: list[list[float]] = step.tolist()
        # Row c: by how much c must lead each other label to rule it out, whatever stands beside.
        self._enough = np.ascontiguousarray(lead.T.astype(steps.dtype))

    def best_path(self, scores: Any) -> list[int]:
        """Viterbi. `scores` is (places, labels), at least one place. Of equal paths the one with the lower labels."""
        best = scores.argmax(axis=1)
        left = (scores.max(axis=1)[:, None] - scores) <= self._enough[best]
        path: list[int] = best.tolist()
        if int(left.sum()) == len(path):
            return path
        places = (left.sum(axis=1) > 1).nonzero()[0].tolist()
        start = places[0]
        for here, after in zip(places, [*places[1:], None], strict=True):
            if after != here + 1:
                self._between(path, scores, left, start, here + 1)
                start = after if after is not None else start
        return path

    def _between(self, path: list[int], scores: Any, left: Any, start: int, end: int) -> None:
        """Settle `[start, end)` of `path`; the labels beside it are settled already."""
        step = self._step
        totals = {path[start - 1]: 0.0} if start else {}
        way: list[dict[int, int]] = []
        rows: Sequence[Sequence[float]] = scores[start:end].tolist()
        for row, candidates in zip(rows, left[start:end], strict=True):
            came: dict[int, int] = {}
            reached: dict[int, float] = {}
            for label in candidates.nonzero()[0].tolist():
                sums = {a: total + step[a][label] for a, total in totals.items()}
                if sums:
                    came[label] = max(sums, key=sums.__getitem__)
                reached[label] = row[label] + (sums[came[label]] if sums else 0.0)
            totals = reached
            way.append(came)
        if end < len(path):
            totals = {a: total + step[a][path[end]] for a, total in totals.items()}
        label = max(totals, key=totals.__getitem__)
        for place in range(end - 1, start - 1, -1):
            path[place] = label
            label = way[place - start].get(label, label)
