"""The weights of the reader of questions, and how a text is laid out for them. Imported on first use: numpy is heavy."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

SLOTS: Final = 1 << 15
_READ: Final = 160
"""Characters of a turn that are read, from its end."""
_CLASSES: Final = np.array([0x2F, 0x39, 0x60, 0x2E80], dtype=np.uint64)
"""Ends of signs, digits, capitals and signs, letters; Chinese comes after."""
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_SEED: Final = np.uint64(0x51ED270B)
_SHIFT: Final = np.uint64(49)
"""64 less the bits of `SLOTS`."""


def slots(lower: str) -> NDArray[np.int64]:
    """Slots (0 <= slot < `SLOTS`) of all groups of one to four characters of a `lower` view, and of their classes."""
    text = f"\x02{' '.join(lower.split())[-_READ:]}\x03"
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    out, group = [], codes * _MIX
    out.append(group)
    for length in (1, 2, 3):
        group = (group[:-1] ^ (group[:-1] >> np.uint64(29))) * _MIX + codes[length:] * _MIX
        out.append(group ^ np.uint64(length))
    shape = np.searchsorted(_CLASSES, codes).astype(np.uint64)
    four = ((shape[:-3] * _SEED + shape[1:-2]) * _SEED + shape[2:-1]) * _SEED + shape[3:]
    out.append(four ^ _SEED)
    return ((np.concatenate(out) * _MIX) >> _SHIFT).astype(np.int64)


@cache
def _model() -> tuple[NDArray[np.int8], NDArray[np.float32], NDArray[np.float32]]:
    """Weights (slots, kinds), the size of one step of each kind, and the offsets."""
    with (files("appliance.core.masking") / "learned" / "questions.npz").open("rb") as file:
        kept: Any = np.load(file)
        return kept["weights"], kept["steps"], kept["offsets"]


def scores(lower: str) -> list[float]:
    """The score of each kind, as log odds."""
    weights, steps, offsets = _model()
    at = slots(lower)
    score: list[float] = (
        weights[at].sum(axis=0, dtype=np.int32) * steps / np.sqrt(len(at)) + offsets
    ).tolist()
    return score
