"""Aspects: the stretches of a question's words that a text says or leaves out.

A question's words are cut up once (`Words`) and held against every text that was found: of each word only which of its pairs of
characters a text has decides, so each way that a text may say it is read once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from appliance.ai.answering.words import Word, stem

if TYPE_CHECKING:
    from appliance.ai.answering.vocabulary import Vocabulary


@dataclass(frozen=True)
class Aspect:
    """A stretch of a content word that a text says as a whole or not at all.

    `weight` is its rarity in the bank's texts (0 to 1), `known` whether they say it anywhere."""

    text: str
    thing: bool
    weight: float
    known: bool
    said: bool
    modifies: bool = False


@dataclass(frozen=True)
class Reading:
    """How a text treats what a question is about. Shares are 0 to 1 by weight, 1.0 when there is nothing to share."""

    aspects: tuple[Aspect, ...]

    @cached_property
    def things(self) -> float:
        """Share of the products, attributes and places that the text names."""
        return _said_share([a for a in self.aspects if a.thing])

    @cached_property
    def coverage(self) -> float:
        """Share of all content, acts and qualities counted half (they have many other wordings)."""
        return _said_share(self.aspects)

    @property
    def unknown_things(self) -> list[str]:
        """Things that no text of the bank names."""
        return [a.text for a in self.aspects if a.thing and not (a.known or a.said)]

    @property
    def unknown_acts(self) -> list[str]:
        return [a.text for a in self.aspects if not a.thing and not (a.known or a.said)]

    @property
    def kind_unsaid(self) -> bool:
        """Whether the question says which kind of a thing it means and the text does not name that kind."""
        return any(a.thing and a.modifies and not a.said for a in self.aspects)

    @property
    def missing_things(self) -> list[Aspect]:
        """Things that the bank's texts name but this one does not."""
        return [a for a in self.aspects if a.thing and a.known and not a.said]


def _said_share(aspects: Sequence[Aspect]) -> float:
    total = sum(_counted(a) for a in aspects)
    return sum(_counted(a) for a in aspects if a.said) / total if total else 1.0


def _counted(aspect: Aspect) -> float:
    return aspect.weight * (1.0 if aspect.thing else 0.5)


class Words:
    """The words of one question, as they are held against texts. For one thread."""

    def __init__(self, words: Sequence[Word], vocabulary: Vocabulary) -> None:
        self._words = [_Cut(word, vocabulary) for word in words]

    def reading(self, have: frozenset[str], low: str) -> Reading:
        """How a text treats them, given by its units (`units_of`) and in small letters."""
        out: list[Aspect] = []
        for word in self._words:
            out += word.aspects(have, low)
        return Reading(tuple(out))


class _Cut:
    """One word, and what it is read as for each set of its pairs that a text has."""

    def __init__(self, word: Word, vocabulary: Vocabulary) -> None:
        self._word = word
        self._vocabulary = vocabulary
        self._also = [other.lower() for other in word.also]
        text = word.text
        self._pairs = [text] if text[0].isascii() else [text[i : i + 2] for i in range(len(text) - 1)]
        self._read: dict[tuple[bool, ...], tuple[Aspect, ...]] = {}

    def aspects(self, have: frozenset[str], low: str) -> tuple[Aspect, ...]:
        for other in self._also:
            if other in low:
                return self._said_otherwise
        said = tuple([pair in have for pair in self._pairs])
        found = self._read.get(said)
        if found is None:
            found = self._read[said] = tuple(self._cut(said))
        return found

    @cached_property
    def _said_otherwise(self) -> tuple[Aspect, ...]:
        word = self._word
        weight = heaviest(word.text, self._vocabulary) * word.weight
        return (Aspect(word.text, word.thing, weight, True, True, word.modifies),)

    @cached_property
    def _of_characters(self) -> list[tuple[bool, float]]:
        """Of each character whether the bank knows a pair that covers it, and the weight of the rarest one."""
        of, out = self._vocabulary, []
        for j in range(len(self._word.text)):
            known = [pair for pair in self._pairs[max(0, j - 1) : j + 1] if of.knows(pair)]
            out.append((bool(known), max(map(of.weight, known), default=1.0)))
        return out

    def _cut(self, pairs_said: tuple[bool, ...]) -> Iterator[Aspect]:
        """Cut a Chinese word into stretches that the text says and stretches that it does not.

        A character counts as said when a pair that covers it is said, so compounds (信用卡年费) need no dictionary."""
        word, of = self._word, self._vocabulary
        text = word.text
        if text[0].isascii():
            weight = max(0.05, of.weight(text)) * word.weight
            yield Aspect(text, word.thing, weight, of.knows(text), pairs_said[0], word.modifies)
            return
        weights = [weight for _, weight in self._of_characters]
        states: list[tuple[bool, bool]] = []
        for j, (known, _) in enumerate(self._of_characters):
            said = any(pairs_said[max(0, j - 1) : j + 1])
            states.append((said, said or known))
        start = 0
        for j in range(1, len(text) + 1):
            if j == len(text) or states[j] != states[start]:
                said, known = states[start]
                # A lone character beside a known word is a seam (个体+户) unless the bank never writes it (年利+润).
                if said or j - start >= 2 or len(text) == 2 or not of.has_character(text[start]):
                    # Part of a compound (儿童 in 儿童储蓄卡) says which kind is meant.
                    modifies = word.modifies or j < len(text)
                    weight = word.weight * sum(weights[start:j]) / 2
                    yield Aspect(text[start:j], word.thing, weight, known, said, modifies)
                start = j


def heaviest(text: str, vocabulary: Vocabulary) -> float:
    """The weight of a word as a whole; half its characters count."""
    if text[0].isascii():
        return max(0.05, vocabulary.weight(stem(text.lower())))
    pairs = [text[i : i + 2] for i in range(len(text) - 1)] or [text]
    return len(text) * sum(vocabulary.weight(pair) for pair in pairs) / len(pairs) / 2
