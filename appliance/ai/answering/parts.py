"""Parts: a double question (年费多少，另外要不要交转换费) answered question by question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from appliance.ai.answering import asked as reading
from appliance.ai.answering import scanned, thresholds
from appliance.ai.answering.choosing import MOST, adds, found_for, pair_first
from appliance.ai.answering.evidence import weigh

if TYPE_CHECKING:
    from appliance.ai.answering.answer import Answer
    from appliance.ai.answering.asked import Asked
    from appliance.ai.answering.choosing import Look
    from appliance.ai.answering.evidence import Weighed
    from appliance.ai.answering.vocabulary import Vocabulary
    from appliance.ai.answering.work import Work
    from appliance.ai.knowledge.hits import Hit

_NOT_OFFERED = re.compile(r"(?:本行)?(?:不办理|不发行|不提供|不受理|不开办|未开办)")


def by_parts(
    work: Work,
    asked: Asked,
    hits: Sequence[Hit],
    tried: Sequence[Weighed],
    vocabulary: Vocabulary,
    look: Look,
) -> Answer | None:
    """The best text for each of its questions, and what fits the whole of it; None when too little was found.

    `tried` are the `hits` as weighed for the whole question.
    """
    chosen: list[Weighed] = []
    found: list[list[Weighed]] = []
    each_found = True
    for part in asked.parts:
        one = reading.part_of(asked, part, vocabulary)
        with work.timed("embed_and_retrieve"):
            haul = found_for(look, one, {})
        known = {(hit.kind, hit.qa_id or hit.passage_id) for hit in haul.hits}
        rest = [hit for hit in hits if (hit.kind, hit.qa_id or hit.passage_id) not in known]
        each = replace(haul, hits=[*haul.hits, *rest])
        with work.timed("weigh"):
            found.append(pair_first(weigh(one, each, vocabulary, work.lang)))
        best = found[-1][0]
        if not _holds(best):
            work.check("each part", False, best.why_not or best.detail)
            each_found = False
            continue
        if best.hit.kind == "passage" and _NOT_OFFERED.search(best.likeness.unit):
            return work.shown("quote", [best])  # what is not offered has no rate either
        if all(best.likeness.unit != other.likeness.unit for other in chosen):
            chosen.append(best)
    if not each_found and not tried[0].enough:
        return None
    chosen += _of_their_own(found, chosen)
    for other in tried[:2]:
        fits = not other.against and tried[0].rank - other.rank <= thresholds.BESIDE_PARTS
        if fits and len(chosen) <= MOST and not scanned.doubtful(other.hit) and adds(other, chosen):
            chosen.append(other)
    work.check("each part", each_found, f"{len(asked.parts)} questions, {len(chosen)} texts")
    if len(chosen) < 2:
        return None
    return work.shown("approved" if all(w.hit.kind == "qa" for w in chosen) else "quote", chosen)


def _holds(w: Weighed) -> bool:
    return not w.against and w.sure >= thresholds.PART and not scanned.doubtful(w.hit)


def _of_their_own(found: Sequence[Sequence[Weighed]], chosen: Sequence[Weighed]) -> list[Weighed]:
    """What questions of one double question have whose best text is also another one's: the next text that says more.

    A text that is about the thing (珊瑚重疾) is near to each question about it and answers but one.
    """
    own: list[Weighed] = []
    shared = [
        each
        for each in found
        if any(each[0].likeness.unit == other[0].likeness.unit for other in found if other is not each)
    ]
    for each in sorted(shared, key=lambda each: each[0].rank):
        for w in each[1:4]:
            near = each[0].rank - w.rank <= thresholds.OF_ITS_OWN and len(chosen) + len(own) <= MOST
            if near and _holds(w) and adds(w, [*chosen, *own]):
                own.append(w)
                break
    return own
