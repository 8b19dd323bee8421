"""Learns what cues and the embedding say: a straight sum and one hidden layer, several times over, whose mean is kept."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from appliance.ai.reading.labels import SCORES
from appliance.ai.reading.training.slopes import slope
from appliance.ai.reading.weights import widened

MEMBERS: Final = 6
PASSES: Final = 15
HIDDEN: Final = 64
_RATE: Final = 0.003
_DECAY: Final = 0.1
_BATCH: Final = 64
_DROP: Final = 0.3

Parts = dict[str, Any]


def learn(inputs: Any, right: Any, weights: Any, members: int = MEMBERS, passes: int = PASSES) -> Parts:
    """`mean` and `wide` of the inputs, and the layers; the hidden layers of all members lie side by side. Deterministic."""
    mean, wide = inputs.mean(axis=0), 1 / (inputs.std(axis=0) + 1e-3)
    x = widened(inputs, mean, wide)
    made = [_one(x, right, weights, passes, seed) for seed in range(1, members + 1)]
    layers = {
        "direct": sum(each["direct"] for each in made) / members,
        "first": np.concatenate([each["first"] for each in made], axis=1),
        "first_offset": np.concatenate([each["first_offset"] for each in made]),
        "last": np.concatenate([each["last"] for each in made]) / members,
        "offset": sum(each["offset"] for each in made) / members,
    }
    return {"mean": mean.astype(np.float32), "wide": wide.astype(np.float32), **layers}


def _one(x: Any, right: Any, weights: Any, passes: int, seed: int) -> Parts:
    r = np.random.default_rng(seed)
    n, d = x.shape
    parts: Parts = {
        "direct": np.zeros((d, SCORES), np.float32),
        "first": r.uniform(-1, 1, (d, HIDDEN)).astype(np.float32) / np.float32(d**0.5),
        "first_offset": np.zeros(HIDDEN, np.float32),
        "last": r.uniform(-1, 1, (HIDDEN, SCORES)).astype(np.float32) / np.float32(HIDDEN**0.5),
        "offset": np.full(SCORES, -1, np.float32),
    }
    steps, total = 0, passes * -(-n // _BATCH)
    moments = {name: (np.zeros_like(part), np.zeros_like(part)) for name, part in parts.items()}
    for _ in range(passes):
        order = r.permutation(n)
        for begin in range(0, n, _BATCH):
            at = order[begin : begin + _BATCH]
            slopes = _slopes(parts, x[at], right[at], weights[at], r)
            steps += 1
            rate = _RATE * (1 - steps / total)
            for name, part in parts.items():
                _adam(part, slopes[name], moments[name], rate, steps)
    return parts


def _slopes(parts: Parts, x: Any, right: Any, weights: Any, r: np.random.Generator) -> Parts:
    straight, bent = _dropped(x, r), _dropped(x, r)
    before = bent @ parts["first"] + parts["first_offset"]
    mask = (r.random(before.shape, np.float32) >= _DROP) / np.float32(1 - _DROP)
    hidden = np.maximum(before, 0) * mask
    error = slope(straight @ parts["direct"] + hidden @ parts["last"] + parts["offset"], right, weights)
    back = (error @ parts["last"].T) * mask * (before > 0)
    return {
        "direct": straight.T @ error,
        "first": bent.T @ back,
        "first_offset": back.sum(axis=0),
        "last": hidden.T @ error,
        "offset": error.sum(axis=0),
    }


def _dropped(x: Any, r: np.random.Generator) -> Any:
    return x * ((r.random(x.shape, np.float32) >= _DROP) / np.float32(1 - _DROP))


def _adam(part: Any, step: Any, moments: tuple[Any, Any], rate: float, steps: int) -> None:
    """AdamW (Loshchilov & Hutter 2019), in place."""
    mean, square = moments
    mean += 0.1 * (step - mean)
    square += 0.001 * (step * step - square)
    part *= 1 - rate * _DECAY
    part -= rate * (mean / (1 - 0.9**steps)) / (np.sqrt(square / (1 - 0.999**steps)) + 1e-8)
