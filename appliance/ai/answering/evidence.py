"""Evidence: which published pair or passage answers the question, if any does, and how sure that is.

Likeness of meaning alone does not tell what the bank has not published: the cosines of one bank's texts lie within .85 to
.95, right or wrong. So a text must also be about the same: every product, attribute and place that the question names,
each word weighed by its rarity in this bank's texts, the same kind within a family of kinds, the same case where
numbers tell cases apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from appliance.ai.answering import cases, thresholds
from appliance.ai.answering.vocabulary import Reading, Vocabulary

if TYPE_CHECKING:
    from appliance.ai.knowledge.hits import Hit


_WORDS_ONLY = (
    None,
    "names what no text of the bank names",
    "does not name what is asked about",
    "says too little of what is asked",
)


@dataclass(frozen=True)
class Weighed:
    """A hit, how it treats the question's words, its rank among the hits, and why it may not answer (None: it may)."""

    hit: Hit
    reading: Reading
    rank: float
    why_not: str | None
    in_range: bool = False

    @property
    def enough(self) -> bool:
        return self.why_not is None

    @property
    def detail(self) -> str:
        """Figures for the check list; no words of the visitor."""
        return f"cosine {self.hit.dense:.3f}, words {self.reading.coverage:.2f}, things {self.reading.things:.2f}"


def weigh(
    question: str, hits: Sequence[Hit], vocabulary: Vocabulary, lang: str, *, strict: bool = False
) -> list[Weighed]:
    """All hits, those that may answer first, best first. `strict` for questions that only a pair made for them may answer."""
    words = vocabulary.words(question)
    everything = [spoken(hit) for hit in hits]
    no_case = cases.no_such_case(question, everything)
    weighed = []
    for hit, said in zip(hits, everything, strict=True):
        reading = vocabulary.reading(words, said)
        in_range = cases.fits_range(question, said)
        against = (
            (f"no such case: {no_case}" if no_case else None)
            or _other_subject(question, said, vocabulary)
            or _too_weak(hit, reading, lang, strict=strict, in_range=in_range)
        )
        rank = hit.dense + thresholds.RANK_WORDS * reading.coverage
        rank -= thresholds.RANK_PAIR if hit.kind == "qa" else 0.0
        rank += thresholds.RANK_RANGE if in_range else 0.0
        rank -= thresholds.RANK_FOREIGN if hit.lang != lang else 0.0
        weighed.append(Weighed(hit, reading, rank, against, in_range))
    return sorted(_without_outdone(weighed), key=lambda w: (w.enough, w.rank), reverse=True)


def _without_outdone(weighed: list[Weighed]) -> list[Weighed]:
    """A text whose words fit by chance lies far behind one of its sort that is nearer in meaning: then neither is sure."""
    nearest = {
        kind: max(
            (w.hit.dense for w in weighed if w.hit.kind == kind and w.why_not in _WORDS_ONLY), default=0.0
        )
        for kind in ("qa", "passage")
    }
    return [
        replace(w, why_not="another text is nearer in meaning")
        if w.enough and nearest[w.hit.kind] - w.hit.dense > thresholds.OUTDONE and not w.in_range
        else w
        for w in weighed
    ]


def spoken(hit: Hit) -> str:
    """Everything a hit says about its subject: title, headings and text; for a pair its wordings and answer."""
    if hit.kind == "qa":
        return "\n".join([hit.question or "", *hit.phrasings, hit.text])
    return "\n".join([hit.document_title, hit.heading, hit.source.sheet or "", hit.text])


def _other_subject(question: str, said: str, vocabulary: Vocabulary) -> str | None:
    if vocabulary.other_kind(question, said):
        return "about another kind"
    return "about another case" if cases.conflict(question, said) else None


def _too_weak(hit: Hit, reading: Reading, lang: str, *, strict: bool, in_range: bool) -> str | None:
    if hit.lang != lang:
        return (
            None
            if hit.dense >= thresholds.FOREIGN and not strict
            else "in another language and not near enough"
        )
    pair = hit.kind == "qa"
    if strict:
        near = (
            pair
            and hit.dense >= thresholds.PAIR_STRICT
            and reading.things == 1.0
            and not reading.unknown_acts
        )
        return None if near else "no pair made for this question"
    if pair:
        return _pair_too_weak(hit, reading)
    whole = reading.coverage == 1.0 and len(reading.aspects) > 1
    if hit.dense < (thresholds.PASSAGE_WHOLE if whole else thresholds.PASSAGE):
        return "not near enough"
    if reading.unknown_things and (reading.kind_unsaid or hit.dense < thresholds.PASSAGE_SURE):
        return "names what no text of the bank names"
    sure = hit.dense >= thresholds.PASSAGE_SURE and not reading.kind_unsaid
    least = thresholds.THINGS_IN_RANGE if in_range else thresholds.THINGS_SURE if sure else thresholds.THINGS
    if reading.things < least:
        return "does not name what is asked about"
    return None if reading.coverage >= thresholds.COVERAGE else "says too little of what is asked"


def _pair_too_weak(hit: Hit, reading: Reading) -> str | None:
    if hit.dense >= thresholds.PAIR_SURE and not reading.kind_unsaid:
        return None
    if hit.dense < thresholds.PAIR:
        return "not near enough"
    if reading.unknown_things:
        return "names what no text of the bank names"
    if reading.things < thresholds.THINGS_PAIR:
        return "does not name what is asked about"
    return None if reading.coverage >= thresholds.COVERAGE else "says too little of what is asked"
