"""Evidence: which published pair or passage answers the question, if any does, and how sure that is.

Likeness of meaning alone does not tell what the bank has not published: the cosines of one bank's texts lie within .85 to
.95, right or wrong. So every text is held against the question aspect by aspect (`likeness`), ordered by what the
aspects are worth (`weights.RANK`), and the best one answers only when it is sure enough (`weights.SURE`) and nothing
speaks against it: another kind of product, a case that the table does not list.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from appliance.ai.answering import cases, listed, thresholds, weights
from appliance.ai.answering.leaning import USUAL, Leaning
from appliance.ai.answering.likeness import Likeness, abolishes, best_of, in_force, likeness, spoken
from appliance.ai.answering.revoked import ENDED
from appliance.ai.answering.sought import sought
from appliance.ai.answering.vocabulary import units_of

if TYPE_CHECKING:
    from appliance.ai.answering.asked import Asked
    from appliance.ai.answering.scope import Outside
    from appliance.ai.answering.searching import Haul
    from appliance.ai.answering.vocabulary import Reading, Vocabulary
    from appliance.ai.knowledge.hits import Hit

__all__ = ["Weighed", "likeness", "spoken", "weigh"]


_NEAREST = 12
"""Texts whose cases are looked at: farther ones list the cases of other things."""

_AS_NEAR = 0.6
"""Texts this near to the best one, in rank, may be the one that is asked for."""

_LOOK_IT_UP = re.compile(r"(?:帮我|替我|给我|麻烦|帮忙)[^。？！?!]{0,4}(?:看|查|核|念|瞅)")
"""Whoever asks to have something looked up asks about that one thing, whatever a pair says of all such things."""

VETOES = ("no such case", "about another", "no pair made", "no longer")
_ANOTHER_CASE = "about another case"
UNSURE = "not sure enough"


@dataclass(frozen=True)
class Weighed:
    """A hit, how it treats the question, its rank among the hits, how likely it answers, why it may not (None: it may)."""

    hit: Hit
    likeness: Likeness
    rank: float
    sure: float = 0.0
    why_not: str | None = None

    @property
    def reading(self) -> Reading:
        """How it treats the question's words."""
        return self.likeness.reading

    @property
    def enough(self) -> bool:
        """Whether it may answer."""
        return self.why_not is None

    @property
    def against(self) -> bool:
        """Whether it is about something else, however near it may be."""
        return self.why_not is not None and self.why_not.startswith(VETOES)

    @property
    def abolished(self) -> bool:
        """Whether it says that something is no longer offered or no longer holds."""
        return abolishes(self.hit, self.likeness.unit)

    @property
    def detail(self) -> str:
        """Figures for the check list; no words of the visitor."""
        return (
            f"sure {self.sure:.2f}, cosine {self.hit.dense:.3f}, words {self.reading.coverage:.2f}, "
            f"things {self.reading.things:.2f}"
        )


def weigh(
    asked: Asked,
    haul: Haul,
    vocabulary: Vocabulary,
    lang: str,
    *,
    outside: Outside | None = None,
    leaning: Leaning = USUAL,
) -> list[Weighed]:
    """All hits, the likeliest answer first. `outside` for questions that only a pair made for them may answer."""
    best = best_of(haul.hits)
    of = sought(asked, vocabulary)
    in_english = of if asked.native is None else sought(asked.native, vocabulary)
    held = []
    for hit in haul.hits:
        still = in_force(hit, vocabulary)
        now = hit if still in ("", hit.text) else replace(hit, text=still)
        about = in_english if hit.lang == "en" else of
        held.append((now, likeness(about, now, best, vocabulary, lang, set_anew=not still)))
    ranked = sorted(
        (Weighed(hit, found, weights.rank(found)) for hit, found in held), key=lambda w: w.rank, reverse=True
    )
    no_case = cases.no_such_case(asked.clause, [spoken(w.hit) for w in ranked[:_NEAREST]])
    no_case = no_case or _not_in_the_table(asked, ranked) or vocabulary.terms.absent(asked.text)
    no_case = no_case or vocabulary.beginnings.another_term(asked.original)
    no_case = no_case or vocabulary.beginnings.another_rank(asked.original, vocabulary.writes)
    no_case = no_case or vocabulary.branches.absent(asked.clause)
    stopped = vocabulary.stopped(asked.text)
    question = question_of(asked, outside, leaning, haul.sure)
    judged = [_judged(asked, w, ranked, vocabulary, question, no_case, stopped) for w in ranked]
    if judged and judged[0].why_not == _ANOTHER_CASE:
        # What fits best lists its cases without the one that is asked for: no text that fits less may stand in for it.
        missing = listed.absent(asked.clause, spoken(judged[0].hit))
        judged = [
            w if w.against or _has_the_case(w, missing) else replace(w, why_not=_ANOTHER_CASE) for w in judged
        ]
    return sorted(judged, key=lambda w: w.against)


def _has_the_case(w: Weighed, missing: str | None) -> bool:
    return bool(w.likeness["same_number"]) or (missing is not None and missing in spoken(w.hit))


@dataclass(frozen=True)
class Question:
    """What is the same for every text: the scope of the question, and figures of its own (see `weights.FURTHER`)."""

    outside: Outside | None
    figures: Mapping[str, float]


def question_of(asked: Asked, outside: Outside | None, leaning: Leaning, found: float) -> Question:
    """`found` is how sure the search is that it holds an answer, by the calibration of its base."""
    sure = min(0.9999, max(0.0001, found))
    figures = {
        "found": math.log(sure / (1 - sure)),
        "leans_own": leaning.own,
        "leans_advice": leaning.advice,
        "leans_granted": leaning.granted,
        "leans_any": leaning.any,
        "length": min(60, len(asked.clause)) / 20,
        "words": float(min(8, len(asked.words))),
        "short": float(len(asked.clause) < 12),
        "story": float(asked.clause != asked.text),
        "english": float(asked.translated),
        "double": float(bool(asked.parts)),
    }
    return Question(outside, figures)


def further(question: Question, w: Weighed, next_rank: float) -> dict[str, float]:
    """What speaks for or against the answer beside the likeness itself; see `weights.FURTHER`."""
    return {
        **question.figures,
        "score": w.rank,
        "margin": max(-2.0, min(2.0, w.rank - next_rank)),
        "n_missing": min(3.0, sum(a.weight for a in w.reading.aspects if a.thing and not a.said)),
        "abolished": float(w.abolished),
    }


def _judged(
    asked: Asked,
    w: Weighed,
    ranked: Sequence[Weighed],
    vocabulary: Vocabulary,
    question: Question,
    no_case: str | None,
    stopped: str | None,
) -> Weighed:
    other = next((o.rank for o in ranked if o.hit.text != w.hit.text), w.rank - 2)
    more = further(question, w, other)
    sure = 1 / (1 + math.exp(-weights.sure(w.likeness, more)))
    why_not = _against(asked, w, sure, vocabulary, question.outside, no_case, stopped)
    return Weighed(w.hit, w.likeness, w.rank, sure, why_not)


def _not_in_the_table(asked: Asked, ranked: Sequence[Weighed]) -> str | None:
    """The term (五年期) that the tables which fit best do not list; None where a near text has it."""
    near = [w for w in ranked if ranked[0].rank - w.rank <= _AS_NEAR]
    rows = [w.hit for w in near if w.hit.kind == "passage" and w.hit.passage_kind == "row"]
    if not rows:
        return None
    places = {(hit.source.external_id, hit.heading) for hit in rows}
    table = [spoken(w.hit) for w in ranked if (w.hit.source.external_id, w.hit.heading) in places]
    return cases.term_unlisted(asked.clause, table, [w.likeness.unit for w in near])


def _made_for(w: Weighed, stopped: str) -> bool:
    """Whether an approved pair is about the stopped thing itself."""
    return w.hit.kind == "qa" and bool(
        units_of(stopped) & units_of(" ".join([w.hit.question or "", *w.hit.phrasings]))
    )


def _against(
    asked: Asked,
    w: Weighed,
    sure: float,
    vocabulary: Vocabulary,
    outside: Outside | None,
    no_case: str | None,
    stopped: str | None,
) -> str | None:
    if no_case:
        return f"no such case: {no_case}"
    if w.likeness["outdated"] and not w.abolished:
        return "no longer in force"
    if stopped and not (w.abolished or ENDED.search(w.likeness.unit) or _made_for(w, stopped)):
        return "no longer offered"
    if vocabulary.other_family(asked.clause, spoken(w.hit)):
        return "about another kind"
    if w.likeness["unlisted"]:
        return _ANOTHER_CASE
    if outside is not None:
        own = outside == "own_data" and bool(_LOOK_IT_UP.search(asked.original))
        made_for_it = (
            w.hit.kind == "qa"
            and not own
            and w.hit.dense >= thresholds.PAIR_STRICT
            and w.reading.things == 1.0
        )
        if not (made_for_it and not w.reading.unknown_acts):
            return "no pair made for this question"
    if (
        stopped
        and w.abolished
        and stopped in w.likeness.unit
        and w.reading.things >= thresholds.THINGS_STOPPED
    ):
        return None
    if w.abolished and w.reading.things >= thresholds.THINGS and w.rank >= thresholds.ABOLISHED_RANK:
        return None
    foreign = asked.original.isascii() and w.hit.lang != "en"
    enough = sure >= (thresholds.SURE_FOREIGN if foreign else thresholds.SURE) or (
        w.hit.kind == "qa" and w.hit.dense >= thresholds.PAIR_SURE and sure >= thresholds.SURE_OF_PAIR
    )
    return None if enough else f"{UNSURE}: {sure:.2f}, cosine {w.hit.dense:.3f}"
