"""The name tagger: which units of a text are a name, an address, a date of birth; a linear chain over hashed features.

The weights come with the package (`learned/names.npz`, made by `core/masking/training`). Where the rules see a form,
this sees the surroundings: 思琪的压岁钱 has no cue word, no title and no surname.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from appliance.core.masking.analysis import Analysis
from appliance.core.masking.best_labels import BestLabels
from appliance.core.masking.units import units

LABELS: Final = ("O", "P-B", "P-M", "P-E", "P-S", "A-B", "A-I", "D-B", "D-I")
"""Begin, middle, end, single for PERSON; begin and inside for ADDRESS and DOB."""

_KIND: Final = {"P": "PERSON", "A": "ADDRESS", "D": "DOB"}
_NEVER: Final = -1e4


def allowed() -> Any:
    """Additive (labels, labels) matrix: 0 where the second may follow the first, else far below zero."""
    import numpy as np

    rule = np.full((len(LABELS), len(LABELS)), 0.0, dtype=np.float32)
    for i, left in enumerate(LABELS):
        for j, right in enumerate(LABELS):
            open_name = left in ("P-B", "P-M")
            if open_name != (right in ("P-M", "P-E")):
                rule[i, j] = _NEVER
            if right in ("A-I", "D-I") and left[0] != right[0]:
                rule[i, j] = _NEVER
    return rule


def starts() -> Any:
    """Additive vector: which labels may open a text."""
    import numpy as np

    return np.array(
        [_NEVER if each in ("P-M", "P-E", "A-I", "D-I") else 0.0 for each in LABELS], dtype=np.float32
    )


def ends() -> Any:
    """Additive vector: which labels may close a text."""
    import numpy as np

    return np.array([_NEVER if each in ("P-B", "P-M") else 0.0 for each in LABELS], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Offsets in characters, `end` exclusive. `sure` is the mean lead of its labels over O, in the model's units."""

    start: int
    end: int
    kind: str
    sure: float


class Model:
    """Weights (rows, labels) as whole numbers with one scale, transitions (labels, labels). Thread-safe."""

    def __init__(self, weights: Any, transitions: Any, scale: float) -> None:
        import numpy as np

        self.size, self._labels = (int(n) for n in weights.shape)
        # One row, one item: taking thousands of them is then one copy each.
        self._rows = np.ascontiguousarray(weights, dtype=np.int8).view(f"V{self._labels}").ravel()
        self._scale = np.float32(scale)
        self._best = BestLabels(transitions)

    def stretches(self, a: Analysis) -> list[Stretch]:
        """Not overlapping, in order."""
        cut = units(a, self.size)
        if not len(cut):
            return []
        import numpy as np

        taken = self._rows.take(cut.features).view(np.int8).reshape(len(cut.features), -1)
        scores = taken.sum(axis=0, dtype=np.int32).reshape(-1, self._labels) * self._scale
        rows: list[list[float]] = scores.tolist()
        path = self._best.path(rows)
        found: list[Stretch] = []
        i = 0
        while i < len(path):
            label = LABELS[path[i]]
            if label == "O":
                i += 1
                continue
            j = i + 1
            while j < len(path) and LABELS[path[j]] in (f"{label[0]}-I", "P-M", "P-E") and label != "P-S":
                j += 1
            lead = sum(rows[k][path[k]] - rows[k][0] for k in range(i, j)) / (j - i)
            found.append(Stretch(cut.starts[i], cut.ends[j - 1], _KIND[label[0]], lead))
            i = j
        return found


@cache
def model() -> Model:
    """The model of the package."""
    import numpy as np

    with (files("appliance.core.masking") / "learned" / "names.npz").open("rb") as file:
        kept = np.load(file)
        return Model(kept["weights"], kept["transitions"], float(kept["scale"]))


def learned(a: Analysis) -> list[Stretch]:
    """What the model of the package finds in this text; worked out once, however many ask."""
    if "learned" not in a.notes:
        a.notes["learned"] = model().stretches(a)
    found: list[Stretch] = a.notes["learned"]
    return found
