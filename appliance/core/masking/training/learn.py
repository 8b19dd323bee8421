"""A conditional random field by stochastic gradient (AdaGrad) in numpy, over batches of texts of equal length."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from appliance.core.masking import sequence
from appliance.core.masking.analysis import Analysis
from appliance.core.masking.context import Dialogue
from appliance.core.masking.tagger import Tagger
from appliance.core.masking.training.marks import Labelled
from appliance.core.masking.units import units

SIZE: Final = 1 << 18
BATCH: Final = 48
_LETTER: Final = {"PERSON": "P", "ADDRESS": "A", "DOB": "D"}
_AT: Final = {label: i for i, label in enumerate(sequence.LABELS)}


@dataclass(frozen=True, slots=True)
class Example:
    """Features (templates, units) as rows of the weight table, and a label for every unit."""

    features: Any
    labels: Any


def example(tagger: Tagger, text: Labelled) -> Example | None:
    """None where a label does not fall on unit borders."""
    reading = tagger.read(text.text) if any("\u3400" <= c <= "\u9fff" for c in text.text) else None
    cut = units(Analysis(text.text, state=Dialogue(text.wants), reading=reading), SIZE)
    labels = np.zeros(len(cut), dtype=np.int8)
    first, last = {s: i for i, s in enumerate(cut.starts)}, {e: i for i, e in enumerate(cut.ends)}
    for start, end, kind in text.spans:
        if start not in first or end not in last:
            return None
        i, j, letter = first[start], last[end], _LETTER[kind]
        if letter == "P":
            labels[i : j + 1] = _AT["P-M"]
            labels[i], labels[j] = _AT["P-B"], _AT["P-E"]
            labels[i] = _AT["P-S"] if i == j else labels[i]
        else:
            labels[i : j + 1] = _AT[f"{letter}-I"]
            labels[i] = _AT[f"{letter}-B"]
    return Example(cut.features.astype(np.int32), labels) if len(cut) else None


def batches(examples: Iterable[Example], r: np.random.Generator) -> list[list[Example]]:
    """Texts of equal length together, in an order of chance."""
    by_length: dict[int, list[Example]] = defaultdict(list)
    for each in examples:
        by_length[len(each.labels)].append(each)
    made = []
    for same in by_length.values():
        order = r.permutation(len(same))
        made += [[same[k] for k in order[i : i + BATCH]] for i in range(0, len(same), BATCH)]
    return [made[k] for k in r.permutation(len(made))]


class Field:
    """Weights under training."""

    def __init__(self, rate: float = 0.12, decay: float = 1e-6) -> None:
        n = len(sequence.LABELS)
        self.weights: Any = np.zeros((SIZE, n), dtype=np.float32)
        self.between: Any = np.zeros((n, n), dtype=np.float32)
        self._seen = np.full((SIZE, n), 1e-2, dtype=np.float32)
        self._seen_between = np.full((n, n), 1e-2, dtype=np.float32)
        self._rate, self._decay = rate, decay
        self._sum, self._sum_between = np.zeros_like(self.weights), np.zeros_like(self.between)
        self._summed = 0
        self._allowed, self._start, self._end = sequence.allowed(), sequence.starts(), sequence.ends()

    @classmethod
    def of(cls, kept: Mapping[str, Any], rate: float = 0.02) -> Field:
        """One that goes on from kept weights (`packed`) in small steps."""
        made = cls(rate)
        made.weights = kept["weights"].astype(np.float32) * np.float32(kept["scale"])
        made.between = kept["transitions"].astype(np.float32)
        made._seen[:], made._seen_between[:] = 1.0, 50.0
        return made

    def step(self, batch: Sequence[Example], keep: Any) -> float:
        """One step; `keep` says which templates count this time. Returns the mean loss of a text."""
        features = np.stack([e.features[keep] for e in batch])
        gold = np.stack([e.labels for e in batch]).astype(np.int64)
        scale = np.float32(len(batch[0].features) / features.shape[1])
        scores = self.weights[features].sum(axis=1) * scale
        loss, unary, pairs = self._gradient(scores, gold)
        unary *= scale
        flat = features.transpose(0, 2, 1).reshape(-1)
        parts = np.repeat(unary.reshape(-1, unary.shape[-1]), features.shape[1], axis=0)
        order = np.argsort(flat, kind="stable")
        rows, at = np.unique(flat[order], return_index=True)
        slope = np.add.reduceat(parts[order], at, axis=0) / len(batch) + self._decay * self.weights[rows]
        self._seen[rows] += slope * slope
        self.weights[rows] -= self._rate * slope / np.sqrt(self._seen[rows])
        pairs /= len(batch)
        self._seen_between += pairs * pairs
        self.between -= self._rate * pairs / np.sqrt(self._seen_between)
        return loss / len(batch)

    def remember(self) -> None:
        """Take the weights of this moment into the mean that `settle` takes in the end; call now and then, late."""
        self._sum += self.weights
        self._sum_between += self.between
        self._summed += 1

    def settle(self) -> None:
        """Put the mean in place of the last weights: what single batches pushed to and fro evens out."""
        if self._summed:
            self.weights, self.between = self._sum / self._summed, self._sum_between / self._summed

    def _gradient(self, scores: Any, gold: Any) -> tuple[float, Any, Any]:
        """Forward and backward in log space: expected minus given counts."""
        b, t, n = scores.shape
        move = self.between + self._allowed
        forward, backward = np.empty_like(scores), np.empty_like(scores)
        forward[:, 0] = scores[:, 0] + self._start
        for i in range(1, t):
            forward[:, i] = _sum(forward[:, i - 1, :, None] + move, 1) + scores[:, i]
        backward[:, -1] = self._end
        for i in range(t - 2, -1, -1):
            backward[:, i] = _sum(move + (scores[:, i + 1] + backward[:, i + 1])[:, None, :], 2)
        whole = _sum(forward[:, -1] + self._end, 1)
        expected = np.exp(forward + backward - whole[:, None, None])
        rows, cols = np.arange(b)[:, None], np.arange(t)[None, :]
        given = scores[rows, cols, gold].sum()
        expected[rows, cols, gold] -= 1
        pairs = np.zeros((n, n), dtype=np.float32)
        for i in range(1, t):
            joint = forward[:, i - 1, :, None] + move + (scores[:, i] + backward[:, i])[:, None, :]
            pairs += np.exp(joint - whole[:, None, None]).sum(axis=0)
            np.subtract.at(pairs, (gold[:, i - 1], gold[:, i]), 1)
            given += self.between[gold[:, i - 1], gold[:, i]].sum()
        return float(whole.sum() - given), expected, pairs


def _sum(x: Any, axis: int) -> Any:
    top = x.max(axis=axis, keepdims=True)
    return np.log(np.exp(x - top).sum(axis=axis)) + top.squeeze(axis)


def mean(fields: Sequence[Field]) -> Field:
    """One field whose weights are the mean of these."""
    made = Field()
    made.weights = sum(f.weights for f in fields) / len(fields)
    made.between = sum(f.between for f in fields) / len(fields)
    return made


def packed(field: Field) -> dict[str, Any]:
    """Eight-bit weights; the few that are out of range are cut."""
    scale = float(np.quantile(np.abs(field.weights[field.weights != 0]), 0.9995) / 127)
    weights = np.clip(np.rint(field.weights / scale), -127, 127).astype(np.int8)
    return {"weights": weights, "transitions": field.between.astype(np.float32), "scale": np.float32(scale)}
