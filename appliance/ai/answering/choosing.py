"""Choosing among weighed texts: what was found, which goes first, which go together, how sure the whole is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from appliance.ai.answering import quote, scanned, thresholds
from appliance.ai.answering.number_guard import same
from appliance.ai.answering.quantities import quantities
from appliance.ai.answering.sentences import split
from appliance.ai.answering.vocabulary import units_of

if TYPE_CHECKING:
    from appliance.ai.answering.evidence import Weighed


AMONG = 10
"""Texts among which the one is looked for that says the rest of a question."""

MOST = 3
"""Texts that are quoted together at most; one more where a question is a double one."""


_CLAUSE = re.compile(r"[^；;]+[；;]?")
_SAID_WITH_FIGURES, _SAID = 0.7, 0.9
"""Share of a sentence's pairs of characters that stand in what was said before, where it says nothing new."""


def confidence(weighed: Sequence[Weighed]) -> float:
    """How likely the published texts answer the question as it was asked; low where they only say it is abolished."""
    if not weighed:
        return 0.0
    best = weighed[0]
    return round(best.sure * (0.3 if best.against or best.abolished else 1.0), 4)


def pair_first(weighed: list[Weighed]) -> list[Weighed]:
    """An approved pair goes before a passage that fits hardly better: its words were chosen for just this question."""
    if not weighed or weighed[0].hit.kind == "qa":
        return weighed
    for n, w in enumerate(weighed[1:6], 1):
        if w.hit.kind == "qa" and w.enough and weighed[0].rank - w.rank <= thresholds.PAIR_BEHIND:
            return [w, *weighed[:n], *weighed[n + 1 :]]
    return weighed


def several(weighed: Sequence[Weighed], most: int = MOST) -> list[Weighed]:
    """The best text, and others that fit nearly as well, are about no other case, and say what it does not."""
    best = weighed[0]
    chosen = [best]
    for other in weighed[1 : most + 2]:
        near = best.rank - other.rank <= thresholds.SECOND and not (
            other.against or other.likeness["conflict"]
        )
        if len(chosen) < most and near and not scanned.doubtful(other.hit) and adds(other, chosen):
            chosen.append(other)
    if (left := says_the_rest(weighed, chosen)) is not None:
        chosen.append(left)
    return chosen


def says_the_rest(weighed: Sequence[Weighed], chosen: Sequence[Weighed]) -> Weighed | None:
    """The best text that says of the question what none of the chosen ones does (高铁 in 坐高铁的也算吗); None without one."""
    said = " ".join(f"{w.hit.heading} {w.hit.question or ''} {words_of(w)}" for w in chosen)
    unsaid = {a.text for a in chosen[0].reading.aspects if not a.said and a.known and a.text not in said}
    if not unsaid:
        return None
    for other in weighed[1:AMONG]:
        behind = chosen[0].rank - other.rank > thresholds.THE_REST
        if (
            behind
            or other in chosen
            or other.against
            or other.likeness["conflict"]
            or scanned.doubtful(other.hit)
        ):
            continue
        more = {a.text for a in other.reading.aspects if a.said}
        if any(rest in text or text in rest for rest in unsaid for text in more):
            return other
    return None


def adds(other: Weighed, chosen: Sequence[Weighed]) -> bool:
    """Whether `other` holds a figure that the chosen texts do not; of texts without figures, whether it is mostly new."""
    said = " ".join(f"{w.hit.heading} {words_of(w)}" for w in chosen)
    if other.likeness.unit in said:
        return False
    have = quantities(said)
    if figures := quantities(other.likeness.unit):
        return any(not any(same(one, held) or same(held, one) for held in have) for one in figures)
    pairs = units_of(other.likeness.unit)
    return len(pairs - units_of(said)) > len(pairs) / 2


def alone(weighed: Sequence[Weighed]) -> bool:
    """Whether the best text, an approved pair, answers by itself: nothing that says more fits nearly as well."""
    best = weighed[0]
    rest = says_the_rest(weighed, [best])
    if rest is not None and best.rank - rest.rank <= thresholds.PAIR_ALONE:
        return False
    return not any(
        best.rank - other.rank <= thresholds.PAIR_ALONE and not other.against and adds(other, [best])
        for other in weighed[1:4]
    )


def words_of(w: Weighed) -> str:
    if w.hit.kind == "qa":
        return str(w.hit.text)
    return quote.shown(w.hit, w.likeness.unit)


def told(chosen: Sequence[Weighed]) -> list[str]:
    """What is shown of each text: a pair's words whole, of a passage what no text before it says; "" where nothing is left."""
    out: list[str] = []
    for w in chosen:
        words, before = words_of(w), "\n".join(out)
        if before and w.hit.kind != "qa":
            sentences = [clause for one in split(words) for clause in _CLAUSE.findall(one)]
            if w.hit.passage_kind == "row":
                sentences = [words]
            new = [one for one in sentences if not _says(before, one)]
            if len(new) < len(sentences):
                words = (" " if words.isascii() else "").join(new)
        out.append(words)
    return out


def _says(text: str, sentence: str) -> bool:
    """Whether `text` says what `sentence` says: all its figures, and nearly all its words."""
    have, figures = quantities(text), quantities(sentence)
    if not all(any(same(one, held) or same(held, one) for held in have) for one in figures):
        return False
    pairs = units_of(sentence)
    return len(pairs & units_of(text)) >= (_SAID_WITH_FIGURES if figures else _SAID) * len(pairs)


def quotable(weighed: Sequence[Weighed]) -> Iterator[Weighed]:
    """The best passage; then, for the case that its figures are unsure, the sure ones that say as much of the question."""
    best = weighed[0]
    yield best
    if scanned.doubtful(best.hit):
        for one in weighed[1:]:
            same = one.enough and one.hit.kind == "passage" and one.reading.coverage >= best.reading.coverage
            if same and not scanned.doubtful(one.hit):
                yield one
