"""Numbers as they are said, given to the recognizers of numbers and brought back to where they stand."""

from __future__ import annotations

from collections.abc import Sequence

from appliance.core.masking import views
from appliance.core.masking.analysis import Analysis, Find, Recognizer, named
from appliance.core.masking.spoken import Reading, spoken


class Spoken:
    """Runs `rules` over the digit reading of a text, where it has one; most texts do not.

    Its finds go before equal ones of the plain view, which sees less of them: 二五零八 of 三个二五零八.
    """

    def __init__(self, rules: Sequence[Recognizer]) -> None:
        self._rules = tuple(rules)
        self.kinds: frozenset[str] = frozenset().union(*(rule.kinds for rule in rules))

    def find(self, a: Analysis) -> list[Find]:
        if (spoken_here := _heard(a)) is None:
            return []
        reading, heard = spoken_here
        found = []
        for rule in self._rules:
            for f in rule.find(heard):
                start, end = reading.span(f.start, f.end)
                said = f"{named(rule, f).rule}, as said"
                found.append(Find(start, end, f.kind, f.score + 0.005, said, f.whole))
        return found


def _heard(a: Analysis) -> tuple[Reading, Analysis] | None:
    """The digit reading of a text and what is to be read in it; worked out once, however many ask."""
    if "heard" not in a.notes:
        reading = spoken(views.lower(a.flat))
        a.notes["heard"] = None if reading is None else (reading, Analysis(reading.text, state=a.state))
    said: tuple[Reading, Analysis] | None = a.notes["heard"]
    return said
