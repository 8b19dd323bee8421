"""Calibrations of the bases: learned after each change, kept beside the vectors, found again at the next start.

What is kept are means and weights; no word of any text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from appliance.ai.knowledge import calibration, signals
from appliance.ai.knowledge.calibration import Calibration, Shape
from appliance.ai.knowledge.shipped_calibration import SHIPPED

if TYPE_CHECKING:
    from appliance.ai.knowledge.calibration import Matrix
    from appliance.ai.knowledge.index.snapshot import Entry
    from appliance.ai.knowledge.looking import View


_LISTS = ("means", "deviations", "weights")


def shipped(shape: Shape) -> Calibration:
    """The weights that serve where a base cannot learn its own."""
    return SHIPPED[shape]


def calibrated(
    folder: Path,
    name: str,
    view: View,
    entries: Sequence[Entry],
    embed: Callable[[Sequence[str]], Matrix],
) -> Calibration:
    """The calibration of a base as it stands: from `folder` when nothing was published since, else learned now."""
    file = folder / f"{name}.json"
    mark = f"{view.snapshot.version}:{len(view.vectors)}:{','.join(signals.NAMES)}"
    if (kept := _kept(file, mark)) is not None:
        return kept
    lengths = [len(entry.text) for entry in entries if entry.key.startswith("p:")]
    pairs = len(entries) - len(lengths)
    shape = calibration.shape_of(lengths, pairs)
    found = None
    if shape == "wordings":
        said = [(entry.key, entry.text) for entry in entries if len(entry.text) <= calibration.WORDING]
        found = calibration.learn(view, said, embed)
    made = found or shipped(shape)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = file.with_suffix(".part")
    partial.write_text(json.dumps({"mark": mark, **asdict(made)}), encoding="utf-8")
    partial.rename(file)
    return made


def _kept(file: Path, mark: str) -> Calibration | None:
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
        if held.pop("mark") != mark:
            return None
        made = Calibration(**{**held, **{name: tuple(held[name]) for name in _LISTS}})
        return made if all(len(getattr(made, name)) == len(signals.NAMES) for name in _LISTS) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None  # damaged, or of another release: learned anew
