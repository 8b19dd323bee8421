"""The weights of the reader, and the chances they give. Imported on first use: numpy is heavy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from appliance.ai.reading.features import Laid
from appliance.ai.reading.labels import MOODS

Floats = NDArray[np.float32]

_MOODS_END: Final = 2 + len(MOODS)


@dataclass(frozen=True, slots=True)
class Weights:
    """Scores are a sum: of rows of letter groups (`table`: rows, scores), of cues and embedding straight (`direct`: inputs,
    scores), and of one hidden layer over both (`first`: inputs, hidden; `last`: hidden, scores). Embeddings all lie close
    together, so `mean` is taken off and the rest widened by `wide`; without one it counts as the mean."""

    table: Floats
    direct: Floats
    first: Floats
    first_offset: Floats
    last: Floats
    offset: Floats
    mean: Floats
    wide: Floats

    def scores(self, laid: Laid, vector: Floats | None, earlier: Floats | None = None) -> Floats:
        """Scores before they are made chances. `vector` is of the message, `earlier` of what it leans on."""
        by_letters = laid.counts @ self.table[laid.rows]
        x = np.zeros(len(self.first), np.float32)
        x[: len(laid.cues)] = laid.cues
        for n, each in enumerate((vector, earlier)):
            if each is not None:
                at = len(laid.cues) + n * len(self.mean)
                x[at : at + len(self.mean)] = (each - self.mean) * self.wide
        hidden = np.maximum(x @ self.first + self.first_offset, 0)
        made: Floats = by_letters + x @ self.direct + hidden @ self.last + self.offset
        return made


def chances(scores: Any) -> Any:
    """Scores (…, `SCORES`) as chances: two of their own, the moods together, the topics together."""
    out = np.empty_like(scores)
    out[..., :2] = 1 / (1 + np.exp(-np.clip(scores[..., :2], -30, 30)))
    for begin, end in ((2, _MOODS_END), (_MOODS_END, scores.shape[-1])):
        part = np.exp(scores[..., begin:end] - scores[..., begin:end].max(axis=-1, keepdims=True))
        out[..., begin:end] = part / part.sum(axis=-1, keepdims=True)
    return out


def opened(kept: Any) -> Weights:
    """The weights of an opened file: the table in whole numbers of eight bits, a step for each score."""
    rest = {name: kept[name].astype(np.float32) for name in Weights.__slots__ if name != "table"}
    return Weights(table=kept["table"].astype(np.float32) * kept["steps"], **rest)


@cache
def shipped() -> Weights:
    """Those of the package."""
    with (files(__package__) / "learned" / "reading.npz").open("rb") as file:
        return opened(np.load(file))


def read(
    laid: Laid, vector: Floats | None, earlier: Floats | None = None, by: Weights | None = None
) -> Floats:
    """The chances, shape (`SCORES`,)."""
    made: Floats = chances((by or shipped()).scores(laid, vector, earlier))
    return made
