"""From what was seen in each base to one order, and what that order tells about itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from appliance.ai.knowledge import signals
from appliance.ai.knowledge.fusion import Candidate, fuse, shown
from appliance.ai.knowledge.script import lang_of

if TYPE_CHECKING:
    from appliance.ai.knowledge.looking import Seen
    from appliance.ai.knowledge.signals import Signals


class Ranked(NamedTuple):
    """A candidate in its place; `score` is between 0 and 1 and only orders."""

    target: str
    score: float
    candidate: Candidate


@dataclass(frozen=True, slots=True)
class Order:
    """Best first. `home` is the place, among the bases looked at, of the one that holds the best.

    `signals` is None by words alone and when nothing was found.
    """

    ranked: list[Ranked]
    signals: Signals | None
    home: int


def rank(seen: Sequence[Seen], question: str, *, first: str | None = None) -> Order:
    """The order of all candidates; `first` is a target that is known to be the best."""
    candidates: dict[str, Candidate] = {}
    for each in seen:
        candidates |= each.candidates
    dense_known = any(one.dense > 0 for one in candidates.values())
    known = max((each.known for each in seen), default=0.0)
    scores = fuse(candidates, lang=lang_of(question), known=known, dense_known=dense_known)
    best = sorted(scores, key=lambda target: (target != first, -scores[target]))
    ranked = [Ranked(t, 1.0 if t == first else shown(scores[t]), candidates[t]) for t in best]
    if not best:
        return Order([], None, 0)
    home = next(place for place, each in enumerate(seen) if best[0] in each.candidates)
    read = None
    if dense_known:
        pairs = [(candidates[target], scores[target]) for target in best]
        read = signals.read(pairs, seen[home].spread, known, seen[home].terms, seen[home].agreement)
    return Order(ranked, read, home)
