"""Labelled texts as examples for the reader of values: for every candidate its groups of slots and what it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
        for i, c in enumerate(field.found):
            kind = judged(text, c.start, c.end)
            if kind is not None:
                yield Example((*around.shared, *around.own(i)), _AT[kind], number, text.weight)


def judged(text: Text, start: int, end: int) -> str | None:
    """What a candidate is by the labels; None where nobody says."""
    if any(start < e and s < end for s, e in text.ignore):
        return None
    touching = [(s, e, kind) for s, e, kind in text.spans if start < e and s < end and kind not in _REPORTED]
    for s, e, kind in touching:
        common = min(e, end) - max(s, start)
        if common / (max(e, end) - min(s, start)) >= 0.5:
            return kind if kind in _AT else PART if kind in ("PERSON", "ADDRESS") else "OTHER"
    return PART if touching else HARMLESS
