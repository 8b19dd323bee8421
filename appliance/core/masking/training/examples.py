"""Labelled texts as examples for the reader of values: for every candidate its groups of slots and what it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from appliance.core.masking.analysis import Analysis
from appliance.core.masking.candidates import candidates
from appliance.core.masking.context import Turn, read
from appliance.core.masking.reader import HARMLESS, KINDS, PART
from appliance.core.masking.surroundings import Slots, Surroundings
from appliance.core.masking.training.refill import Text

_AT = {kind: i for i, kind in enumerate(KINDS)}
_REPORTED = frozenset({"ORG", "LOCATION"})


@dataclass(frozen=True, slots=True)
class Example:
    """`kind` is an index into `KINDS`; `text` tells which text it came from, `weight` how much it counts."""

    groups: tuple[Slots, ...]
    kind: int
    text: int
    weight: float


def examples(texts: Iterable[Text]) -> Iterator[Example]:
    """In order of the texts."""
    for number, text in enumerate(texts):
        a = Analysis(text.text, state=read([Turn(role, said) for role, said in text.context]))
        field = candidates(a)
        if not field.found:
            continue
        around = Surroundings(field, a.state)
        best = [max(_overlap((s, e), (c.start, c.end)) for c in field.found) for s, e, kind in text.spans]
        for i, c in enumerate(field.found):
            kind = judged(text, best, c.start, c.end)
            if kind is not None:
                yield Example((*around.shared, *around.own(i)), _AT[kind], number, text.weight)


def judged(text: Text, best: Sequence[float], start: int, end: int) -> str | None:
    """What a candidate is by the labels; None where nobody says. `best`: how well any candidate covers each label; one that
    covers it less well is a part."""
    if any(start < e and s < end for s, e in text.ignore):
        return None
    touched = False
    for (s, e, kind), most in zip(text.spans, best, strict=True):
        if kind in _REPORTED or e <= start or end <= s:
            continue
        touched = True
        if (covered := _overlap((s, e), (start, end))) >= 0.5 and covered >= most:
            return kind if kind in _AT else PART if kind in ("PERSON", "ADDRESS") else "OTHER"
    return PART if touched else HARMLESS


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
    """Intersection over union."""
    common = min(a[1], b[1]) - max(a[0], b[0])
    return common / (max(a[1], b[1]) - min(a[0], b[0])) if common > 0 else 0.0
