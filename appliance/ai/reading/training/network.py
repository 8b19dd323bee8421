"""Learns the weights by Adam in numpy; rows of the table that a batch has not touched stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from appliance.ai.reading.cues import COUNT
from appliance.ai.reading.features import ROWS, Laid
from appliance.ai.reading.labels import MOODS, SCORES, TOPICS
from appliance.ai.reading.training.seeds import Example
from appliance.ai.reading.weights import chances

SPREAD: Final = 0.4
"""How far the numbers of an embedding lie apart once the mean is off."""
L2: Final = 2e-3
TABLE_L2: Final = 3e-5
COLUMNS: Final = np.repeat(np.array([2.5, 1.5, 0.7], np.float32), [2, len(MOODS), len(TOPICS)])
"""How quickly letters are learned from: wishes are told by their letters, topics rather by their meaning."""
HIDDEN: Final = 48
_BATCH: Final = 192
_DROP: Final = 0.35
_NO_VECTOR: Final = 0.25


class Packed:
    """Examples as one long list of rows, so that batches are cut quickly. `vectors` is 0 where no embedding is known."""

    def __init__(self, laid: Sequence[Laid], made: Sequence[Example], vectors: Any, earlier: Any) -> None:
        self.sizes = np.array([len(each.rows) for each in laid])
        self.rows = np.concatenate([each.rows for each in laid])
        self.counts = np.concatenate([each.counts for each in laid])
        self.begins = np.r_[0, np.cumsum(self.sizes)[:-1]]
        self.cues = np.array([each.cues for each in laid])
        known = np.abs(vectors).sum(axis=1) > 0
        self.mean = vectors[known].mean(axis=0)
        self.wide = np.float32(SPREAD / (vectors[known] - self.mean).std())
        self.vectors, self.earlier = self._spread(vectors), self._spread(earlier)
        self.truth = np.zeros((len(made), SCORES), np.float32)
        for row, each in zip(self.truth, made, strict=True):
            row[0], row[1] = each.wants_person, each.escalating
            row[2 + MOODS.index(each.mood)] = 1
            row[2 + len(MOODS) + TOPICS.index(each.topic)] = 1
        self.weights = np.array([each.weight for each in made], dtype=np.float32)

    def _spread(self, vectors: Any) -> Any:
        known = np.abs(vectors).sum(axis=1, keepdims=True) > 0
        return np.where(known, (vectors - self.mean) * self.wide, 0).astype(np.float32)

    def cut(self, at: Any) -> tuple[Any, Any, Any]:
        """Rows of these examples, what each counts, and which example each belongs to."""
        sizes = self.sizes[at]
        place = np.repeat(self.begins[at] - np.r_[0, np.cumsum(sizes)[:-1]], sizes) + np.arange(sizes.sum())
        return self.rows[place], self.counts[place], np.repeat(np.arange(len(at)), sizes)


class Network:
    """Weights under training. Letter groups and the embedding are left out now and then, so that neither is leaned on alone."""

    def __init__(self, seed: int, dim: int = 384) -> None:
        self.r = r = np.random.default_rng(seed)
        wide = COUNT + 2 * dim
        self.parts: dict[str, Any] = {
            "table": np.zeros((ROWS, SCORES), np.float32),
            "direct": np.zeros((wide, SCORES), np.float32),
            "first": r.normal(0, 1.4 / wide**0.5, (wide, HIDDEN)).astype(np.float32),
            "first_offset": np.zeros(HIDDEN, np.float32),
            "last": r.normal(0, 0.5 / HIDDEN**0.5, (HIDDEN, SCORES)).astype(np.float32),
            "offset": np.full(SCORES, -1, np.float32),
        }
        self._mean = {k: np.zeros_like(v) for k, v in self.parts.items()}
        self._square = {k: np.zeros_like(v) for k, v in self.parts.items()}
        self._steps = 0

    def train(self, data: Packed, passes: int, table_rate: float = 0.03, rate: float = 0.003) -> list[float]:
        """The loss of each pass. Deterministic for a seed and the same examples."""
        losses = []
        for n in range(passes):
            order, loss = self.r.permutation(len(data.truth)), 0.0
            for begin in range(0, len(order), _BATCH):
                left = 1 - (n + begin / len(order)) / passes + 0.03
                loss += self._step(data, order[begin : begin + _BATCH], table_rate * left, rate * left)
            losses.append(loss / len(order))
        self._scale = {"mean": data.mean.astype(np.float32), "wide": data.wide}
        return losses

    def _step(self, data: Packed, at: Any, table_rate: float, rate: float) -> float:
        p, n = self.parts, len(at)
        rows, counts, owner = data.cut(at)
        kept = self.r.random(len(rows)) >= _DROP
        rows, counts, owner = rows[kept], counts[kept] / np.float32(1 - _DROP), owner[kept]
        by_letters = np.zeros((n, SCORES), np.float32)
        heads = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
        by_letters[owner[heads]] = np.add.reduceat(p["table"][rows] * counts[:, None], heads, axis=0)
        cues = data.cues[at]
        vectors = data.vectors[at] * (self.r.random((n, 1)) >= _NO_VECTOR)
        earlier = data.earlier[at] * (self.r.random((n, 1)) >= _NO_VECTOR)
        x = np.concatenate([cues, vectors, earlier], axis=1).astype(np.float32)
        before = x @ p["first"] + p["first_offset"]
        mask = (self.r.random(before.shape) >= 0.25) / np.float32(0.75)
        hidden = (np.maximum(before, 0) * mask).astype(np.float32)
        chance = chances(by_letters + x @ p["direct"] + hidden @ p["last"] + p["offset"])
        truth, weight = data.truth[at], data.weights[at]
        right = np.where(truth[:, :2] > 0, chance[:, :2], 1 - chance[:, :2])
        loss = -np.log(right + 1e-9).sum(axis=1) - (np.log(chance[:, 2:] + 1e-9) * truth[:, 2:]).sum(axis=1)
        error = ((chance - (truth * 0.95 + 0.004)) * weight[:, None] / n).astype(np.float32)
        back = (error @ p["last"].T) * mask * (before > 0)
        self._steps += 1
        self._adam("offset", slice(None), error.sum(axis=0), rate)
        self._adam("direct", slice(None), x.T @ error + L2 * p["direct"], rate)
        self._adam("last", slice(None), hidden.T @ error + 1e-3 * p["last"], rate)
        self._adam("first_offset", slice(None), back.sum(axis=0), rate)
        self._adam("first", slice(None), x.T @ back + L2 * p["first"], rate)
        order = np.argsort(rows, kind="stable")
        heads = np.flatnonzero(np.r_[True, np.diff(rows[order]) != 0])
        touched = rows[order][heads]
        slope = np.add.reduceat((error[owner] * counts[:, None])[order], heads, axis=0)
        slope += TABLE_L2 * p["table"][touched]
        self._square["table"][touched] = square = self._square["table"][touched] + slope * slope
        p["table"][touched] -= table_rate * COLUMNS * slope / (np.sqrt(square) + 1e-6)
        return float((loss * weight).sum())

    def _adam(self, name: str, at: Any, slope: Any, rate: float) -> None:
        mean, square = self._mean[name], self._square[name]
        mean[at] = m = 0.9 * mean[at] + 0.1 * slope
        square[at] = s = 0.99 * square[at] + 0.01 * slope * slope
        fix = (1 - 0.99**self._steps) ** 0.5 / (1 - 0.9**self._steps)
        self.parts[name][at] -= rate * fix * m / (np.sqrt(s) + 1e-6)

    def packed(self) -> dict[str, Any]:
        """As the package keeps them: the table in whole numbers of eight bits, the rest in half floats."""
        p = self.parts
        steps = np.maximum(np.quantile(np.abs(p["table"]), 0.9999, axis=0), 1e-6) / 127
        table = np.clip(np.rint(p["table"] / steps), -127, 127).astype(np.int8)
        rest = {k: v.astype(np.float16) for k, v in p.items() if k != "table"}
        return {"table": table, "steps": steps.astype(np.float32), **rest, **self._scale}
