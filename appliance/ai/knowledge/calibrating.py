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
from appliance.ai.knowledge.chunking import units
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
    rules = (
        f"{calibration.USUAL}-{calibration.WORDING}"  # by others it may have been taken for something else
    )
    mark = f"{view.snapshot.version}:{len(view.vectors)}:{rules}:{','.join(signals.NAMES)}"
    if (kept := _kept(file, mark)) is not None:
        return kept
    made = learned(view, entries, embed)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = file.with_suffix(".part")
    partial.write_text(json.dumps({"mark": mark, **asdict(made)}), encoding="utf-8")
    partial.rename(file)
    return made


def learned(view: View, entries: Sequence[Entry], embed: Callable[[Sequence[str]], Matrix]) -> Calibration:
    """What a base of these entries learns of itself; shipped weights where it holds running text or too little."""
    sizes = [units(entry.text) for entry in entries]
    texts = [size for entry, size in zip(entries, sizes, strict=True) if entry.key.startswith("p:")]
    shape = calibration.shape_of(texts, len(entries) - len(texts))
    if shape != "wordings":
        return shipped(shape)
    said = [
        (entry.key, entry.text)
        for entry, size in zip(entries, sizes, strict=True)
        if size <= calibration.WORDING
    ]
    return calibration.learn(view, said, embed) or shipped(shape)


def _kept(file: Path, mark: str) -> Calibration | None:
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
        if held.pop("mark") != mark:
            return None
        made = Calibration(**{**held, **{name: tuple(held[name]) for name in _LISTS}})
        return made if all(len(getattr(made, name)) == len(signals.NAMES) for name in _LISTS) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None  # damaged, or of another release: learned anew
