"""Parts: a double question (年费多少，另外要不要交转换费) answered question by question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from appliance.ai.answering import asked as reading
from appliance.ai.answering import scanned, thresholds
from appliance.ai.answering.choosing import MOST, adds, says_the_rest
from appliance.ai.answering.doubts import kinds_lacking
from appliance.ai.answering.evidence import weigh
from appliance.ai.answering.quantities import quantities
from appliance.ai.answering.searching import found_for
from appliance.ai.answering.vocabulary import units_of

if TYPE_CHECKING:
    from appliance.ai.answering.answer import Answer
    from appliance.ai.answering.asked import Asked
    from appliance.ai.answering.evidence import Weighed
    from appliance.ai.answering.replies import Reply
    from appliance.ai.answering.searching import Look
    from appliance.ai.answering.vocabulary import Vocabulary
    from appliance.ai.answering.work import Work
    from appliance.ai.knowledge.hits import Hit

_LOOKED_AT = 8
"""Texts among which one is looked for that gives the kind of figure which is asked for."""

_NOT_OFFERED = re.compile(r"(?:本行)?(?:不办理|不发行|不提供|不受理|不开办|未开办)")


def by_parts(
    work: Work,
    asked: Asked,
    hits: Sequence[Hit],
    tried: Sequence[Weighed],
    vocabulary: Vocabulary,
    look: Look,
    reply: Reply,
) -> Answer | None:
    """The best text for each of its questions, and what fits the whole of it; None when too little was found or the reply
    is not likely to hold what was asked.

    `tried` are the `hits` as weighed for the whole question.
    """
    found = found_for_each(work, asked, hits, vocabulary, look)
    for each in found:
        if _holds(each[0]) and _not_offered(each[0]):
            return work.shown("quote", [each[0]])  # what is not offered has no rate either
        if not _holds(each[0]):
            work.check("each part", False, each[0].why_not or each[0].detail)
    if not tried[0].enough and not all(_holds(each[0]) for each in found):
        return None
    chosen = chosen_of(found, tried)
    if len(chosen) < 2:
        return None
    work.weighed = reply.as_sure(tried, chosen)
    if reply.judges(tried) and not (work.weighed[0].enough or work.weighed[0].against):
        return None
    work.check("each part", all(_holds(e[0]) for e in found), f"{len(found)} questions, {len(chosen)} texts")
    return work.shown("approved" if all(w.hit.kind == "qa" for w in chosen) else "quote", chosen)


def found_for_each(
    work: Work, asked: Asked, hits: Sequence[Hit], vocabulary: Vocabulary, look: Look
) -> list[list[Weighed]]:
    """Of each question of a double one what was found for it or (`hits`) for the whole, the likeliest first."""
    found = []
    for part in asked.parts:
        one = reading.part_of(asked, part, vocabulary)
        with work.timed("embed_and_retrieve"):
            haul = found_for(look, one, {})
        known = {(hit.kind, hit.qa_id or hit.passage_id) for hit in haul.hits}
        rest = [hit for hit in hits if (hit.kind, hit.qa_id or hit.passage_id) not in known]
        with work.timed("weigh"):
            every = weigh(one, replace(haul, hits=[*haul.hits, *rest]), vocabulary, work.lang)
            found.append(_giving_first(part, every))
    return found


def _giving_first(part: str, found: list[Weighed]) -> list[Weighed]:
    """`found` with the first text that gives the kind of figure asked for (a number to call) before what does not.

    A later question is looked for under what the first is about, and texts about that are near, whatever they say.
    """
    if found and kinds_lacking(part, found[:1]):
        for n, w in enumerate(found[1:_LOOKED_AT], 1):
            if _holds(w) and not kinds_lacking(part, [w]):
                return [w, *found[:n], *found[n + 1 :]]
    return found


def chosen_of(found: Sequence[Sequence[Weighed]], tried: Sequence[Weighed]) -> list[Weighed]:
    """The best text for each question; what a question has of its own whose best text is another's too; what fits the whole."""
    chosen: list[Weighed] = []
    for each in found:
        if _holds(each[0]) and not any(_alike(each[0], other) for other in chosen):
            chosen.append(each[0])
    chosen += [w for each in found if not _holds(each[0]) and (w := _beside(each, chosen))]
    chosen += _of_their_own(found, chosen)
    for other in tried[:2]:
        fits = not other.against and tried[0].rank - other.rank <= thresholds.BESIDE_PARTS
        if fits and len(chosen) <= MOST and not scanned.doubtful(other.hit) and adds(other, chosen):
            chosen.append(other)
    chosen += _as_good(found, chosen)
    if chosen and len(chosen) <= MOST and (left := says_the_rest(tried, chosen)) is not None:
        chosen.append(left)
    return chosen


def _not_offered(w: Weighed) -> bool:
    said = w.likeness.unit
    return w.hit.kind == "passage" and bool(_NOT_OFFERED.search(said)) and not quantities(said)


def _alike(one: Weighed, other: Weighed) -> bool:
    """Whether two texts say the same: most of the words of the shorter one stand in the other (a pair made of an article)."""
    mine, theirs = units_of(one.likeness.unit), units_of(other.likeness.unit)
    return len(mine & theirs) >= 0.8 * min(len(mine), len(theirs))


def _holds(w: Weighed) -> bool:
    return not w.against and w.sure >= thresholds.PART and not scanned.doubtful(w.hit)


def _beside(found: Sequence[Weighed], chosen: Sequence[Weighed]) -> Weighed | None:
    """The best text for a question that none answers surely, said beside what answers the whole."""
    best = found[0]
    fits = not best.against and best.sure >= thresholds.PART_BESIDE and not scanned.doubtful(best.hit)
    return best if fits and (not chosen or adds(best, chosen)) else None


def _as_good(found: Sequence[Sequence[Weighed]], chosen: Sequence[Weighed]) -> list[Weighed]:
    """What fits one question as well as its best text and says something else; no further row of the same table."""
    more: list[Weighed] = []
    for each in found:
        best = each[0]
        for other in each[1:3] if _holds(best) else ():
            near = _holds(other) and 0 <= best.rank - other.rank <= thresholds.AS_GOOD
            fits = near and not other.likeness["conflict"] and not _of_one_table(best, other)
            if fits and len(chosen) + len(more) <= MOST and adds(other, [*chosen, *more]):
                more.append(other)
    return more


def _of_one_table(one: Weighed, other: Weighed) -> bool:
    rows = one.hit.passage_kind == other.hit.passage_kind == "row"
    return rows and (one.hit.source.external_id, one.hit.heading) == (
        other.hit.source.external_id,
        other.hit.heading,
    )


def _of_their_own(found: Sequence[Sequence[Weighed]], chosen: Sequence[Weighed]) -> list[Weighed]:
    """What questions of one double question have whose best text is also another one's: the next text that says more.

    A text that is about the thing (珊瑚重疾) is near to each question about it and answers but one.
    """
    own: list[Weighed] = []
    shared = [
        each for each in found if any(_alike(each[0], other[0]) for other in found if other is not each)
    ]
    for each in sorted(shared, key=lambda each: each[0].rank):
        for w in each[1:4]:
            near = each[0].rank - w.rank <= thresholds.OF_ITS_OWN and len(chosen) + len(own) <= MOST
            sure = not w.against and w.sure >= thresholds.PART_BESIDE and not scanned.doubtful(w.hit)
            if near and sure and adds(w, [*chosen, *own]):
                own.append(w)
                break
    return own
