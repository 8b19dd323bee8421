"""Leaning: how much a question sounds like one that no document answers, by where its embedding lies.

The words of such questions are endless (还剩多少没还, 批了没有, 值不值, 送的红包在哪领); `scope` knows some of them by pattern. What
they have in common lies in the embedding that the search needs anyway: a plane for each kind, learned from questions of
banks (`python -m tests.ai.bank.fit`, `leaning.json`). On a bank that was left out the planes tell questions about one's own
data from those that documents answer with an AUC of .97 to .99, advice .96 to .98, something taken for granted .90 to .94.
They hold for the embedder that they were learned with; with another every question has the usual leaning, and the patterns decide alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from json import loads
from typing import TYPE_CHECKING, Any

from appliance.core.kit.once import once

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

KINDS = ("own", "advice", "granted", "any")
"""The visitor's own data; advice; a fee or a gift taken for granted that there may not be; any that is not answered."""

_NOT_AT_ALL = 4.0
"""Log odds against: that of most questions which documents answer."""


@dataclass(frozen=True)
class Leaning:
    """From 0, not at all, over 1, as likely as not, to 2; straight in the log odds between."""

    own: float = 0.0
    advice: float = 0.0
    granted: float = 0.0
    any: float = 0.0


USUAL = Leaning(0.06, 0.13, 0.14, 0.59)
"""What most questions have that documents answer; taken where nothing can be told."""


@dataclass(frozen=True)
class Planes:
    """`weights` (kinds, dim) and `bias` (kinds,) of the log odds, in the order of `KINDS`."""

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def leaning(self, vector: Any) -> Leaning:
        """Of a question's vector, shape (dim,)."""
        return Leaning(*(_strength(float(odds)) for odds in self.weights @ vector + self.bias))


def leaning(vector: Any, embedder: str) -> Leaning:
    """Of a question's vector made by the named embedder; the usual one without a vector or by another embedder."""
    planes = shipped(embedder)
    return planes.leaning(vector) if planes is not None and vector is not None else USUAL


def written(planes: Planes, embedder: str) -> dict[str, Any]:
    """What `leaning.json` holds."""

    def rounded(values: Iterable[Any]) -> list[float]:
        return [round(float(value), 3) for value in values]

    return {
        "embedder": embedder,
        "bias": rounded(planes.bias),
        **{kind: rounded(row) for kind, row in zip(KINDS, planes.weights, strict=True)},
    }


@once
def shipped(embedder: str) -> Planes | None:
    """The planes that were learned for the named embedder; None for another."""
    import numpy as np

    held = loads(files(__package__).joinpath("leaning.json").read_text(encoding="utf-8"))
    if held["embedder"] != embedder:
        return None
    return Planes(
        np.asarray([held[kind] for kind in KINDS], np.float32), np.asarray(held["bias"], np.float32)
    )


def _strength(odds: float) -> float:
    return max(0.0, min(2.0, 1.0 + odds / _NOT_AT_ALL))
