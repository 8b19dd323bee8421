"""Replies: how likely the words that are about to be sent hold what was asked, and not only that some text does.

`weights.SURE` looks at the best text alone. A reply may hold several texts, of which none says the rest of the question, or
the one that is asked for may be the next that was left out. So what is known of the whole of it is read in figures,
and trees that were learned from replies (`trees`) say how likely such a one is right.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from appliance.ai.answering import thresholds, trees
from appliance.ai.answering.choosing import adds, alone, several, words_of
from appliance.ai.answering.doubts import Said, said_of
from appliance.ai.answering.evidence import UNSURE, further
from appliance.ai.answering.number_guard import same
from appliance.ai.answering.quantities import quantities
from appliance.ai.answering.sought import wanted
from appliance.ai.answering.vocabulary import pairs_of, units_of

if TYPE_CHECKING:
    from appliance.ai.answering.asked import Asked
    from appliance.ai.answering.evidence import Question, Weighed
    from appliance.ai.answering.vocabulary import Vocabulary

_FEW = 20
"""Texts found that a question has at least in a base like those which the trees were learned from (180 to 430 texts)."""

_NEXT = 8
"""Texts among which the next one is looked for that says something else."""


@dataclass(frozen=True)
class Reply:
    """What a reply to one question is judged by: the question (`now`: the last message alone), and what the bank's words weigh.

    `by_words`: see `searching.Haul`.
    """

    asked: Asked
    now: str
    question: Question
    vocabulary: Vocabulary
    by_words: bool = False

    def judged(self, weighed: Sequence[Weighed]) -> list[Weighed]:
        """`weighed` with the first as sure as the reply is that is made of it; what else speaks against it stays."""
        if not weighed or not self.judges(weighed):
            return list(weighed)
        best = weighed[0]
        chosen = [best] if best.hit.kind == "qa" and alone(weighed) else several(weighed)
        return self.as_sure(weighed, chosen)

    def as_sure(self, weighed: Sequence[Weighed], chosen: Sequence[Weighed]) -> list[Weighed]:
        """The same for a reply of the `chosen` ones."""
        best, why_not = weighed[0], weighed[0].why_not
        if not self.judges(weighed):
            return list(weighed)
        sure = trees.likelihood(self.figures(weighed, chosen))
        if why_not is None or why_not.startswith(UNSURE):
            of_pair = best.hit.kind == "qa" and best.sure >= thresholds.SURE_OF_PAIR
            holds = sure >= (thresholds.HOLDS_OF_PAIR if of_pair else thresholds.HOLDS)
            why_not = None if holds else f"{UNSURE}: {sure:.2f}, cosine {best.hit.dense:.3f}"
        return [replace(best, sure=sure, why_not=why_not), *weighed[1:]]

    def judges(self, weighed: Sequence[Weighed]) -> bool:
        """Whether the trees know such replies; of others the best text is as sure as it is by itself.

        A notice that something ended answers none of what is asked about it; among a handful of texts, or found by
        words alone, nothing stands out as it does in a bank's.
        """
        return not (self.by_words or len(weighed) < _FEW or weighed[0].abolished)

    def figures(self, weighed: Sequence[Weighed], chosen: Sequence[Weighed]) -> dict[str, float]:
        """What is known of a reply of the `chosen` texts: of the best text, and of all together. Costs two or three milliseconds."""
        best = weighed[0]
        others = [w.rank for w in weighed if w.hit.text != best.hit.text]
        odds = min(0.9999, max(0.0001, best.sure))
        return {
            **dict(best.likeness.items()),
            **further(self.question, best, max(others, default=best.rank - 2)),
            "sure": math.log(odds / (1 - odds)),
            **_among(weighed, chosen),
            **_composed(chosen),
            **_said(chosen, self.asked, self.now, self.vocabulary),
            **_counted(chosen, self.asked),
            **Said(weighed, chosen, self.asked, self.vocabulary).figures(),
        }


def _among(weighed: Sequence[Weighed], chosen: Sequence[Weighed]) -> dict[str, float]:
    """How the chosen texts stand out among all that were found."""
    best = weighed[0]
    top = max(w.rank for w in weighed)
    shares = [math.exp(w.rank - top) for w in weighed]
    whole = sum(shares)
    held = {id(w.hit) for w in chosen}
    cosines = [w.hit.dense for w in weighed]
    near = sorted(cosines, reverse=True)[:10]
    next_new = next(
        (w.rank for w in weighed[1:_NEXT] if id(w.hit) not in held and not w.against and adds(w, chosen)),
        best.rank - 3,
    )
    return {
        "share": shares[0] / whole,
        "share_chosen": sum(s for s, w in zip(shares, weighed, strict=True) if id(w.hit) in held) / whole,
        "scattered": -sum(s / whole * math.log(s / whole + 1e-9) for s in shares),
        "near": float(sum(best.rank - w.rank < 1 for w in weighed[1:])),
        "nearer": float(sum(best.rank - w.rank < 0.5 for w in weighed[1:])),
        "next_new": max(-2.0, min(3.0, best.rank - next_new)),
        "spread": max(0.0, best.rank - min(w.rank for w in chosen)),
        "cosine_steep": (near[0] - sum(near) / len(near)) * 20,
        "cosine_best": (near[0] - 0.9) * 20,
        "cosine_place": float(min(10, sum(c > best.hit.dense for c in cosines))),
        "pair_near": (max((w.hit.dense for w in weighed if w.hit.kind == "qa"), default=0.85) - 0.9) * 20,
    }


def _composed(chosen: Sequence[Weighed]) -> dict[str, float]:
    """Of how much, and from how many places, the reply is made."""
    return {
        "texts": float(len(chosen)),
        "long": min(6.0, sum(len(words_of(w)) for w in chosen) / 100),
        "first_long": min(4.0, len(words_of(chosen[0])) / 100),
        "documents": float(len({w.hit.source.external_id for w in chosen})),
        "places": float(len({(w.hit.source.external_id, w.hit.heading) for w in chosen})),
        "row_first": float(chosen[0].hit.passage_kind == "row"),
        "pair_in": float(any(w.hit.kind == "qa" for w in chosen)),
    }


def _said(chosen: Sequence[Weighed], asked: Asked, now: str, vocabulary: Vocabulary) -> dict[str, float]:
    """How much of the question the reply says, with titles and headings: by words, and by pairs of characters."""
    text = "\n".join(said_of(w) for w in chosen)
    reading = vocabulary.reading(asked.words, text)
    unsaid = [(a.weight * (1.0 if a.thing else 0.5), a.known) for a in reading.aspects if not a.said]
    own = [w for w in asked.words if w.text in now]
    goes_on = len(asked.text) > len(now) + 2
    have = units_of(text)
    asked_pairs = pairs_of(asked.clause if not asked.translated else asked.said)
    weights = {p: vocabulary.weight(p) for p in asked_pairs}
    total = sum(weights.values()) or 1.0
    missing = [weights[p] for p in asked_pairs if p not in have and vocabulary.knows(p)]
    return {
        "said": reading.coverage,
        "unsaid": sum(weight for weight, _ in unsaid),
        "unsaid_known": sum(weight for weight, known in unsaid if known),
        "unsaid_most": max((weight for weight, known in unsaid if known), default=0.0),
        "own_unsaid": 1 - vocabulary.reading(own, text).coverage if goes_on and own else 0.0,
        "goes_on": float(goes_on),
        "pairs_said": sum(weights[p] for p in asked_pairs if p in have) / total,
        "pairs_known": sum(weights[p] for p in asked_pairs if vocabulary.knows(p)) / total,
        "pairs_unknown": float(sum(not vocabulary.knows(p) for p in asked_pairs)),
        "pairs_missing": sum(missing),
        "pair_missing": max(missing, default=0.0),
    }


def _counted(chosen: Sequence[Weighed], asked: Asked) -> dict[str, float]:
    """Whether the figures that are asked for, and those that the question names, stand in the reply."""
    held = [q for w in chosen for q in quantities(words_of(w))]
    kinds = wanted(asked.clause if not asked.translated else asked.said)
    fitting = sum(q.kind in kinds for q in held)
    named = quantities(asked.clause)
    met = sum(any(same(q, other) for other in held) for q in named)
    return {
        "wants": float(bool(kinds)),
        "wanted_in": float(fitting > 0),
        "wanted_out": float(bool(kinds) and not fitting),
        "wanted_many": float(min(6, fitting)),
        "figures_named": float(min(3, len(named))),
        "figures_in": met / len(named) if named else 0.0,
        "figures_out": float(len(named) - met),
    }
