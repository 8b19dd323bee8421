"""What the scores should have been, and which way they must move."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from appliance.ai.reading.labels import MOODS, SCORES, TOPICS
from appliance.ai.reading.training.seeds import Example
from appliance.ai.reading.weights import chances

_COUNTS: Final = np.repeat(np.array([1.5, 0.7, 1, 1], np.float32), [1, 1, len(MOODS), len(TOPICS)])
"""How much wishes, escalation, moods and topics count against each other."""
_DOUBT: Final = 0.05
"""Authors disagree: no label of a mood or topic is held for quite certain."""


def truth(examples: Sequence[Example]) -> Any:
    """The labels as chances, shape (n, `SCORES`)."""
    out = np.zeros((len(examples), SCORES), np.float32)
    moods, topics = len(MOODS), len(TOPICS)
    out[:, 2 : 2 + moods], out[:, 2 + moods :] = _DOUBT / moods, _DOUBT / topics
    for row, each in zip(out, examples, strict=True):
        row[0], row[1] = each.wants_person, each.escalating
        row[2 + MOODS.index(each.mood)] += 1 - _DOUBT
        row[2 + moods + TOPICS.index(each.topic)] += 1 - _DOUBT
    return out


def slope(scores: Any, right: Any, weights: Any) -> Any:
    """The slope of the mean cross entropy over these examples by their scores."""
    error = (chances(scores) - right) * _COUNTS
    return (error * weights[:, None] / len(scores)).astype(np.float32)
