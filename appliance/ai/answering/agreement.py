"""Whether a base's qa pairs agree: one question answered twice, and the same question with different numbers.

Two pairs ask the same when their words are nearly the same and nothing sets them apart: no kind (金卡, 白金卡), no case
(3 年, 5 年). What they answer is compared by quantity: two rates that are not equal cannot both be right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from appliance.ai.answering.quantities import Quantity, quantities
from appliance.ai.answering.vocabulary import Vocabulary, units_of
from appliance.ai.answering.words import content_pieces

ALIKE: Final = 0.8
WORDED: Final = 0.5
"""Dice shares of two questions' units (character pairs, words): of what they are about, and of all they say. Set on the
pairs of the sample bank and of the development bank, none of which repeats another."""
_COMMON: Final = 200
"""A unit that stands in more questions than this does not bring two of them together: nearly all would meet."""


class Pair(Protocol):
    """What is needed of a qa pair (`tables.QaPair` is one)."""

    @property
    def id(self) -> str: ...
    @property
    def question(self) -> str: ...
    @property
    def answer(self) -> str: ...
    @property
    def phrasings(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class Conflict:
    """Two pairs that ask the same. `kind`: `duplicate` (they agree) | `contradiction` (`differing` numbers do not)."""

    kind: Literal["duplicate", "contradiction"]
    first: str
    second: str
    alike: float
    differing: tuple[str, str] | None = None


@dataclass(frozen=True)
class _Match:
    one: Pair
    other: Pair
    said: str
    also_said: str
    alike: float


def conflicts(pairs: Sequence[Pair], vocabulary: Vocabulary) -> list[Conflict]:
    """All of them, contradictions first, then the more alike. Takes a few seconds for 10,000 pairs."""
    found: dict[tuple[str, str], Conflict] = {}
    for match in sorted(_alike(pairs), key=lambda each: -each.alike):
        ids = match.one.id, match.other.id
        if ids in found or _set_apart(match.said, match.also_said, vocabulary):
            continue
        differing = _differing(match.one.answer, match.other.answer)
        kind: Literal["duplicate", "contradiction"] = "contradiction" if differing else "duplicate"
        found[ids] = Conflict(kind, *ids, round(match.alike, 3), differing)
    return sorted(found.values(), key=lambda each: (each.kind != "contradiction", -each.alike))


def _alike(pairs: Sequence[Pair]) -> Iterator[_Match]:
    """Pairs of pairs with a question or phrasing in common, nearly word for word; each such wording once."""
    said = [(pair.question, *pair.phrasings) for pair in pairs]
    asked = [[_units(text) for text in texts] for texts in said]
    whole = [[frozenset(units_of(text)) for text in texts] for texts in said]
    by_unit: dict[str, set[int]] = defaultdict(set)
    for at, phrasings in enumerate(asked):
        for unit in frozenset().union(*phrasings):
            by_unit[unit].add(at)
    for at, phrasings in enumerate(asked):
        near: set[int] = set()
        for unit in frozenset().union(*phrasings):
            if len(by_unit[unit]) <= _COMMON:
                near |= {other for other in by_unit[unit] if other > at}
        for other in sorted(near):
            for i, mine in enumerate(phrasings):
                for j, theirs in enumerate(asked[other]):
                    if _dice(mine, theirs) >= ALIKE and _dice(whole[at][i], whole[other][j]) >= WORDED:
                        yield _Match(
                            pairs[at], pairs[other], said[at][i], said[other][j], _dice(mine, theirs)
                        )


def _units(question: str) -> frozenset[str]:
    return frozenset(units_of(" ".join(content_pieces(question)) or question))


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    total = len(one) + len(other)
    return 2 * len(one & other) / total if total else 0.0


def _set_apart(one: str, other: str, vocabulary: Vocabulary) -> bool:
    """Whether a kind, a thing or a number tells the two questions apart."""
    for mine, theirs in ((one, other), (other, one)):
        if (
            vocabulary.other_kind(mine, theirs)
            or vocabulary.reading(vocabulary.words(mine), theirs).missing_things
        ):
            return True
    return _values(quantities(one)) != _values(quantities(other))


def _differing(one: str, other: str) -> tuple[str, str] | None:
    """A number of each answer, of one kind, where the answers share none of that kind."""
    mine, theirs = quantities(one), quantities(other)
    for kind in dict.fromkeys(quantity.kind for quantity in mine):
        left = [quantity for quantity in mine if quantity.kind == kind]
        right = [quantity for quantity in theirs if quantity.kind == kind]
        if right and not _values(left) & _values(right):
            return left[0].shown, right[0].shown
    return None


def _values(found: Sequence[Quantity]) -> frozenset[tuple[str, object]]:
    return frozenset((quantity.kind, value) for quantity in found for value in quantity.values)
