"""The weights of the reader of values. Imported on first use: numpy is heavy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from appliance.core.masking.candidates import Field
from appliance.core.masking.context import Dialogue
from appliance.core.masking.surroundings import Surroundings, pooled

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """`table` (slots, width), whole numbers: bytes in the file, wide here, since widening row by row takes longer. `first`
    (groups * width, hidden) takes their scale in; `last` (hidden, kinds)."""

    table: Floats
    first: Floats
    first_offset: Floats
    last: Floats
    last_offset: Floats

    def chances(self, x: Floats) -> Floats:
        """Rows of chances (candidates, kinds) of rows of pooled groups."""
        hidden = np.maximum(x @ self.first + self.first_offset, 0)
        score = hidden @ self.last + self.last_offset
        score = np.exp(score - score.max(axis=1, keepdims=True))
        made: Floats = score / score.sum(axis=1, keepdims=True)
        return made


def kept(name: str) -> Weights:
    """Those of `learned/<name>.npz`."""
    with (files("appliance.core.masking") / "learned" / f"{name}.npz").open("rb") as file:
        parts: Any = np.load(file)
        return Weights(*(parts[part].astype(np.float32) for part in Weights.__slots__))


@cache
def weights() -> Weights:
    """Those of the reader of values."""
    return kept("values")


def chances(field: Field, state: Dialogue) -> list[tuple[float, ...]]:
    """The chance of each of `reader.KINDS` for every candidate."""
    by = weights()
    around = Surroundings(field, state)
    own = [around.own(i) for i in range(len(field.found))]
    rows = pooled(by.table, [*around.shared, *(slots for groups in own for slots in groups)])
    shared, apart = rows[: len(around.shared)], rows[len(around.shared) :].reshape(len(own), -1)
    x = np.concatenate([np.tile(shared.reshape(-1), (len(own), 1)), apart], axis=1)
    return [tuple(row) for row in by.chances(x).tolist()]
