"""The weights of the reader, and the chances they give. Imported on first use: numpy is heavy."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from appliance.ai.reading.features import Laid
from appliance.ai.reading.labels import MOODS, TOPICS
from appliance.core.kit.once import once

Floats = NDArray[np.float32]

_MOODS_END: Final = 2 + len(MOODS)
_FAR: Final = 4
"""Standard deviations beyond which an input counts no more."""
_CALM: Final = np.repeat(np.array([0.85, 0.65, 0.9, 1], np.float32), [1, 1, len(MOODS), len(TOPICS)])
"""Two opinions that agree are less than twice as sure. Chosen by the likelihood of authors that were left out."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Two opinions, learned apart and added: that of the letters (`table`: rows, scores) and that of cues and embedding
    (`direct`: inputs, scores; one hidden layer `first`: inputs, hidden; `last`: hidden, scores). Inputs are taken off their
    `mean` and widened by `wide`."""

    table: Floats
    table_offset: Floats
    direct: Floats
    first: Floats
    first_offset: Floats
    last: Floats
    offset: Floats
    mean: Floats
    wide: Floats

    def scores(self, laid: Laid, vector: Floats | None) -> Floats:
        """Scores before they are made chances; without a vector the letters alone are asked."""
        by_letters: Floats = laid.counts @ self.table[laid.rows] + self.table_offset
        if vector is None:
            return by_letters
        x = widened(np.concatenate([laid.cues, vector]), self.mean, self.wide)
        hidden = np.maximum(x @ self.first + self.first_offset, 0)
        by_meaning = x @ self.direct + hidden @ self.last + self.offset
        made: Floats = _CALM * (by_letters - self.table_offset + by_meaning)
        return made


def widened(inputs: Any, mean: Any, wide: Any) -> Any:
    """Inputs (…, inputs) as standard deviations from their mean."""
    return np.clip((inputs - mean) * wide, -_FAR, _FAR).astype(np.float32)


def chances(scores: Any) -> Any:
    """Scores (…, `SCORES`) as chances: two of their own, the moods together, the topics together."""
    out = np.empty_like(scores)
    out[..., :2] = 1 / (1 + np.exp(-np.clip(scores[..., :2], -30, 30)))
    for begin, end in ((2, _MOODS_END), (_MOODS_END, scores.shape[-1])):
        part = np.exp(scores[..., begin:end] - scores[..., begin:end].max(axis=-1, keepdims=True))
        out[..., begin:end] = part / part.sum(axis=-1, keepdims=True)
    return out


def packed(table: Any, table_offset: Any, by_meaning: dict[str, Any]) -> dict[str, Any]:
    """As the package keeps them: the table in whole numbers of eight bits with a step for each score, layers in half floats."""
    steps = np.maximum(np.quantile(np.abs(table), 0.9999, axis=0), 1e-6) / 127
    whole = np.clip(np.rint(table / steps), -127, 127).astype(np.int8)
    halves = {
        name: part if name in ("mean", "wide") else part.astype(np.float16)
        for name, part in by_meaning.items()
    }
    return {"table": whole, "steps": steps.astype(np.float32), "table_offset": table_offset, **halves}


def opened(kept: Any) -> Weights:
    """The weights of an opened file."""
    rest = {name: kept[name].astype(np.float32) for name in Weights.__slots__ if name != "table"}
    return Weights(table=kept["table"].astype(np.float32) * kept["steps"], **rest)


@once
def shipped() -> Weights:
    """Those of the package."""
    with (files(__package__) / "learned" / "reading.npz").open("rb") as file:
        return opened(np.load(file))


def read(laid: Laid, vector: Floats | None, by: Weights | None = None) -> Floats:
    """The chances, shape (`SCORES`,)."""
    made: Floats = chances((by or shipped()).scores(laid, vector))
    return made
