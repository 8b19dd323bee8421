"""The weights of the reader of words, and how a stretch is laid out for them. Imported on first use: numpy is heavy."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np

from appliance.core.masking.candidates import Field
from appliance.core.masking.context import Dialogue
from appliance.core.masking.reader_weights import Weights, kept
from appliance.core.masking.surroundings import GROUPS, Slots, Surroundings, inside, pooled

ALL: Final = GROUPS + 1
"""Groups of a stretch: those of `surroundings`, and its own characters."""


def groups(field: Field, state: Dialogue) -> tuple[tuple[Slots, ...], list[tuple[Slots, ...]]]:
    """What all stretches share, and what is each one's own."""
    around = Surroundings(field, state)
    own = [(*around.own(i), inside(field.text[c.at : c.to])) for i, c in enumerate(field.found)]
    return around.shared, own


@cache
def weights() -> Weights:
    """Those of the package."""
    return kept("words")


def chances(field: Field, state: Dialogue) -> list[float]:
    """The chance of every stretch that it is a password."""
    by = weights()
    shared, own = groups(field, state)
    rows = pooled(by.table, [*shared, *(slots for each in own for slots in each)])
    apart = rows[len(shared) :].reshape(len(own), -1)
    x = np.concatenate([np.tile(rows[: len(shared)].reshape(-1), (len(own), 1)), apart], axis=1)
    made: list[float] = by.chances(x)[:, 1].tolist()
    return made
