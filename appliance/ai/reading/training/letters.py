"""Learns what letters say by themselves: one row of scores for each group of letters, by Adagrad."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from appliance.ai.reading.features import ROWS, Laid
from appliance.ai.reading.labels import SCORES
from appliance.ai.reading.training.slopes import slope

PASSES: Final = 8
_RATE: Final = 0.1
_BATCH: Final = 96
_DROP: Final = 0.35
"""Share of the groups that is left out each time, so that no single one is leaned on."""


def learn(laid: Sequence[Laid], right: Any, weights: Any, passes: int = PASSES) -> tuple[Any, Any]:
    """The table, shape (`ROWS`, `SCORES`), and its offset. Deterministic."""
    r = np.random.default_rng(1)
    table, square = np.zeros((ROWS, SCORES), np.float32), np.zeros((ROWS, SCORES), np.float32)
    offset = np.log(right.mean(axis=0) + 1e-3).astype(np.float32)
    for n in range(passes):
        order = r.permutation(len(laid))
        for begin in range(0, len(order), _BATCH):
            at = order[begin : begin + _BATCH]
            rows = np.concatenate([laid[i].rows for i in at])
            counts = np.concatenate([laid[i].counts for i in at])
            owner = np.repeat(np.arange(len(at)), [len(laid[i].rows) for i in at])
            kept = r.random(len(rows)) >= _DROP
            rows, counts, owner = rows[kept], counts[kept] / np.float32(1 - _DROP), owner[kept]
            scores = np.repeat(offset[None], len(at), axis=0)
            heads = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
            scores[owner[heads]] += np.add.reduceat(table[rows] * counts[:, None], heads, axis=0)
            error = slope(scores, right[at], weights[at])
            offset -= 0.3 / (1 + n) * error.sum(axis=0)
            by_row = np.argsort(rows, kind="stable")
            heads = np.flatnonzero(np.r_[True, np.diff(rows[by_row]) != 0])
            touched = rows[by_row][heads]
            step = np.add.reduceat((error[owner] * counts[:, None])[by_row], heads, axis=0)
            square[touched] += step * step
            table[touched] -= _RATE * step / (np.sqrt(square[touched]) + 1e-6)
    return table, offset
