"""Trains the reader of values: embeddings of slots, pooled by group, one hidden layer; Adam in numpy, rows of zeros untouched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from appliance.core.masking.reader import KINDS
from appliance.core.masking.surroundings import GROUPS, SLOTS
from appliance.core.masking.training.examples import Example

WIDTH: Final = 20
HIDDEN: Final = 48
_BATCH: Final = 384
_DROP: Final = 0.35
_DROP_GROUP: Final = 0.08
_STEP: Final = 0.01
"""What a whole number of a kept table stands for when training goes on: about what it was."""


class Packed:
    """All examples as one long list of slots, so that batches are cut quickly."""

    def __init__(self, made: Sequence[Example]) -> None:
        sizes = np.array([[len(g) for g in e.groups] for e in made], dtype=np.int64)
        self.sizes = sizes
        self.slots = np.concatenate([g for e in made for g in e.groups]).astype(np.int32)
        self.begins = np.r_[0, np.cumsum(sizes.sum(axis=1))[:-1]]
        self.kinds = np.array([e.kind for e in made])
        self.weights = np.array([e.weight for e in made], dtype=np.float32)

    def cut(self, rows: Any) -> tuple[Any, Any]:
        """Slots of these examples, and which group of which example each belongs to (row * groups + group)."""
        groups = self.sizes.shape[1]
        totals = self.sizes[rows].sum(axis=1)
        at = np.repeat(self.begins[rows] - np.r_[0, np.cumsum(totals)[:-1]], totals) + np.arange(totals.sum())
        owner = np.repeat(np.arange(len(rows) * groups), self.sizes[rows].reshape(-1))
        return self.slots[at], owner


class Network:
    """Weights under training."""

    def __init__(
        self,
        seed: int = 7,
        width: int = WIDTH,
        hidden: int = HIDDEN,
        groups: int = GROUPS,
        kinds: int = len(KINDS),
    ) -> None:
        r = np.random.default_rng(seed)
        self.r, self.width, self.groups = r, width, groups
        self.parts: dict[str, Any] = {
            "table": r.normal(0, 0.08, (SLOTS, width)).astype(np.float32),
            "first": r.normal(0, 1.2 / (groups * width) ** 0.5, (groups * width, hidden)).astype(np.float32),
            "first_offset": np.zeros(hidden, np.float32),
            "last": r.normal(0, 1 / hidden**0.5, (hidden, kinds)).astype(np.float32),
            "last_offset": np.zeros(kinds, np.float32),
        }
        self._mean = {k: np.zeros_like(v) for k, v in self.parts.items()}
        self._square = {k: np.zeros_like(v) for k, v in self.parts.items()}
        self._steps = 0

    def resume(self, kept: Mapping[str, Any]) -> None:
        """Go on from weights as `packed` gives them."""
        for name in self.parts:
            self.parts[name] = np.array(kept[name], dtype=np.float32)
        self.parts["table"] *= _STEP
        self.parts["first"] /= _STEP

    def train(self, data: Packed, passes: int, rate: float = 0.007, report: bool = True) -> None:
        """Deterministic for a seed and the same examples."""
        for n in range(passes):
            order, loss = self.r.permutation(len(data.kinds)), 0.0
            for begin in range(0, len(order), _BATCH):
                done = (n + begin / len(order)) / passes
                loss += self._step(data, order[begin : begin + _BATCH], rate * (1 - done) + rate * 0.03)
            if report:
                print(f"pass {n + 1}: loss {loss / len(order):.4f}", flush=True)

    def _pool(self, data: Packed, rows: Any, drop: float) -> tuple[Any, Any, Any, Any]:
        slots, owner = data.cut(rows)
        if drop:
            kept = self.r.random(len(slots)) >= drop
            kept &= (self.r.random(len(rows) * self.groups) >= _DROP_GROUP)[owner]
            slots, owner = slots[kept], owner[kept]
        count = np.bincount(owner, minlength=len(rows) * self.groups).astype(np.float32)
        scale = 1 / np.sqrt(np.maximum(count, 1))
        x = np.zeros((len(rows) * self.groups, self.width), np.float32)
        heads = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
        if len(owner):
            x[owner[heads]] = np.add.reduceat(self.parts["table"][slots], heads, axis=0)
        x *= scale[:, None]
        return slots, owner, scale, x.reshape(len(rows), -1)

    def _step(self, data: Packed, rows: Any, rate: float) -> float:
        p = self.parts
        slots, owner, scale, x = self._pool(data, rows, _DROP)
        before = x @ p["first"] + p["first_offset"]
        hidden = np.maximum(before, 0)
        mask = (self.r.random(hidden.shape) >= 0.2) / np.float32(0.8)
        hidden = (hidden * mask).astype(np.float32)
        score = hidden @ p["last"] + p["last_offset"]
        score -= score.max(axis=1, keepdims=True)
        chance = np.exp(score)
        chance /= chance.sum(axis=1, keepdims=True)
        truth, weight = data.kinds[rows], data.weights[rows]
        loss = float((-np.log(chance[np.arange(len(rows)), truth] + 1e-9) * weight).sum())
        chance[np.arange(len(rows)), truth] -= 1
        error = (chance * weight[:, None] / len(rows)).astype(np.float32)
        back = (error @ p["last"].T) * mask * (before > 0)
        slopes = {
            "last": hidden.T @ error,
            "last_offset": error.sum(axis=0),
            "first": x.T @ back,
            "first_offset": back.sum(axis=0),
        }
        gx = (back @ p["first"].T).reshape(len(rows) * self.groups, self.width) * scale[:, None]
        self._steps += 1
        for name, slope in slopes.items():
            self._adam(name, slice(None), slope + 1e-4 * p[name], rate)
        if len(slots):
            order = np.argsort(slots, kind="stable")
            sorted_ = slots[order]
            heads = np.flatnonzero(np.r_[True, sorted_[1:] != sorted_[:-1]])
            touched = sorted_[heads]
            slope = np.add.reduceat(gx[owner[order]], heads, axis=0) + 2e-6 * p["table"][touched]
            self._adam("table", touched, slope, rate)
        return loss

    def _adam(self, name: str, at: Any, slope: Any, rate: float) -> None:
        mean, square = self._mean[name], self._square[name]
        mean[at] = m = 0.9 * mean[at] + 0.1 * slope
        square[at] = s = 0.99 * square[at] + 0.01 * slope * slope
        fix = (1 - 0.99**self._steps) ** 0.5 / (1 - 0.9**self._steps)
        self.parts[name][at] -= rate * fix * m / (np.sqrt(s) + 1e-7)

    def packed(self) -> dict[str, Any]:
        """As the package keeps them: the table in whole numbers of eight bits."""
        p = self.parts
        step = float(np.quantile(np.abs(p["table"]), 0.9998)) / 127
        table = np.clip(np.rint(p["table"] / step), -127, 127).astype(np.int8)
        rest = {k: v.astype(np.float32) for k, v in p.items() if k != "table"}
        return {"table": table, **rest, "first": (rest["first"] * step).astype(np.float32)}
