"""From examples to weights, and from weights to what they read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from appliance.ai.reading import weights
from appliance.ai.reading.cues import answered
from appliance.ai.reading.evaluate import Outcome
from appliance.ai.reading.features import joined, lay
from appliance.ai.reading.reader import Reading, about, is_plain, made
from appliance.ai.reading.training import letters, meaning
from appliance.ai.reading.training.seeds import Example
from appliance.ai.reading.training.slopes import truth
from appliance.ai.reading.training.vectors import Vectors


def learned(examples: Sequence[Example], vectors: Vectors, *, hurry: bool = False) -> dict[str, Any]:
    """The arrays of `learned/reading.npz`. The same examples give the same arrays. `hurry` is for tests: one pass only."""
    laid = [lay(each.text, each.history) for each in examples]
    right = truth(examples)
    counts = np.array([each.weight for each in examples], np.float32)
    cues = np.array([each.cues for each in laid])
    inputs = np.concatenate([cues, vectors.of([joined(e.text, e.history) for e in examples])], axis=1)
    table, offset = letters.learn(laid, right, counts, *((1,) if hurry else ()))
    by_meaning = meaning.learn(inputs, right, counts, *((1, 1) if hurry else ()))
    return weights.packed(table, offset, by_meaning)


def readings(arrays: dict[str, Any], examples: Sequence[Example], vectors: Vectors) -> list[Reading]:
    """What these weights read in the examples, by the same steps as the product."""
    by = weights.opened(arrays)
    own = _alone(by, examples, vectors)
    matters = {n: before for n, each in enumerate(examples) if (before := _answered(each)) is not None}
    read = _alone(by, list(matters.values()), vectors)
    for n, matter in zip(matters, read, strict=True):
        own[n] = about(own[n], matter)
    return own


def _alone(by: weights.Weights, examples: Sequence[Example], vectors: Vectors) -> list[Reading]:
    out = []
    found = vectors.of([joined(each.text, each.history) for each in examples])
    for each, vector in zip(examples, found, strict=True):
        laid = lay(each.text, each.history)
        first = made(weights.read(laid, None, by))
        out.append(first if is_plain(first) else made(weights.read(laid, vector, by)))
    return out


def _answered(example: Example) -> Example | None:
    """The visitor's turn that a bare yes is about."""
    at = answered(example.text, example.history)
    return Example(example.history[at][1], history=example.history[:at]) if at is not None else None


def outcome(read: Reading | Example) -> Outcome:
    """What was read, or what the author says, for the tables."""
    return Outcome(read.wants_person, read.mood, read.escalating, read.topic)
