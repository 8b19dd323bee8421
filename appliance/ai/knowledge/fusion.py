"""Cosine and word score become one order: convex sum of min-max values (half and half).

Scores are fused, never ranks: where words say nothing (Chinese question, English text) rank fusion
drags the right text down (recall@1 .69 to .26 on XQuAD zh to en), so there the cosine stands alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

WEIGHT_OF_DENSE = 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text with its raw scores; `words_count` is False when question and text are in different scripts."""

    dense: float
    bm25: float
    words_count: bool


def fuse(candidates: Mapping[str, Candidate], *, dense_known: bool) -> dict[str, float]:
    """Score of each candidate in 0 to 1; without any vectors the words decide alone."""
    if not candidates:
        return {}
    dense = _scaled({key: one.dense for key, one in candidates.items()})
    words = _scaled({key: one.bm25 for key, one in candidates.items()})
    weight = WEIGHT_OF_DENSE if dense_known else 0.0
    return {
        key: weight * dense[key] + (1 - weight) * words[key]
        if one.words_count or not dense_known
        else dense[key]
        for key, one in candidates.items()
    }


def _scaled(values: Mapping[str, float]) -> dict[str, float]:
    low, high = min(values.values()), max(values.values())
    if high <= low:
        return dict.fromkeys(values, 1.0 if high > 0 else 0.0)
    return {key: (value - low) / (high - low) for key, value in values.items()}
