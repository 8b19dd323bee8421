"""Grounding: whether a sentence says what a published passage says. A model's own marks `[1]` are not believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from appliance.ai.answering import polarity, thresholds
from appliance.ai.answering.number_guard import misplaced_numbers, unsupported_numbers
from appliance.ai.answering.sentences import split
from appliance.ai.answering.words import terms

if TYPE_CHECKING:
    from appliance.ai.answering.vocabulary import Vocabulary
    from appliance.ai.inference.embedder import Embedder


@dataclass(frozen=True)
class Support:
    """`passage` is the index of the passage that carries the sentence, None when none does; `why` names the failure."""

    ok: bool
    passage: int | None
    coverage: float
    cosine: float | None
    why: str = ""


def supported(
    sentence: str,
    passages: Sequence[str],
    embedder: Embedder | None = None,
    vocabulary: Vocabulary | None = None,
) -> Support:
    """The best support that any single passage gives: its words, its numbers, its yes or no, its kind of product.

    All numbers of a sentence must stand in that one passage: a fee of one row and the name of another make no fact.
    """
    best = Support(False, None, 0.0, None, "nothing published says this")
    for index, passage in enumerate(passages):
        found = _by(sentence, passage, index, embedder, vocabulary)
        if found.ok:
            return found
        if found.coverage > best.coverage or best.passage is None:
            best = found
    return best


def _by(
    sentence: str, passage: str, index: int, embedder: Embedder | None, vocabulary: Vocabulary | None
) -> Support:
    said = set(terms(sentence))
    coverage = _share(said, set(terms(passage)))
    if not said:
        return Support(False, index, 0.0, None, "says nothing")
    if missing := unsupported_numbers(sentence, [passage]):
        return Support(False, index, coverage, None, f"number not published: {', '.join(missing)}")
    if misplaced := misplaced_numbers(sentence, passage):
        return Support(False, index, coverage, None, f"number of something else: {', '.join(misplaced)}")
    if vocabulary is not None and (kind := vocabulary.other_kind(sentence, passage)):
        return Support(False, index, coverage, None, f"about another kind: {kind}")
    cosine = None
    if coverage < thresholds.SUPPORT_WORDS:
        if coverage < thresholds.SUPPORT_WORDS_WITH_MEANING or embedder is None:
            return Support(False, index, coverage, None, "too few of its words are published")
        vectors = embedder.passages([sentence, passage])
        cosine = float(vectors[0] @ vectors[1])
        if cosine < thresholds.SUPPORT_MEANING:
            return Support(False, index, coverage, cosine, "means something else")
    if against := polarity.conflict(sentence, nearest(sentence, passage)):
        return Support(False, index, coverage, cosine, against)
    return Support(True, index, coverage, cosine)


def nearest(sentence: str, passage: str) -> str:
    """The sentence of the passage that shares most words with `sentence`; a whole row."""
    said = set(terms(sentence))
    return max(split(passage) or [passage], key=lambda part: len(said & set(terms(part))))


def _share(said: set[str], published: set[str]) -> float:
    return len(said & published) / len(said) if said else 0.0
