"""What changed between two versions, passage by passage: added, removed, changed with the words and numbers that differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from appliance.ai.knowledge.tables import Passage

ALIKE: float = 0.5
"""Share of characters that two passages must have in common to be one that changed (0 to 1)."""
_MOST_COMPARED = 10_000
# A number is one piece, so that 3.25 against 3.52 is marked whole.
_PIECE = re.compile(r"\d[\d,.]*%?|[A-Za-z][A-Za-z'-]*|\s+|.", re.S)


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of a passage; `differs` when the other version says something else here."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One passage that differs. `before` is None for an added one, `after` for a removed one."""

    kind: Literal["added", "removed", "changed"]
    before: Passage | None
    after: Passage | None
    old: tuple[Words, ...] = ()
    new: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """Changes in reading order; `same` passages stand in both."""

    changes: tuple[Change, ...]
    same: int

    def count(self, kind: str) -> int:
        """How many are `added`, `removed` or `changed`."""
        return sum(change.kind == kind for change in self.changes)


def diff(before: Sequence[Passage], after: Sequence[Passage]) -> Difference:
    """Compare the passages of two versions, each in reading order."""
    left, right = [_said(one) for one in before], [_said(one) for one in after]
    changes: list[Change] = []
    same = 0
    for kind, i, to_i, j, to_j in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind == "equal":
            same += to_i - i
        else:
            changes += _block(before[i:to_i], after[j:to_j])
    return Difference(tuple(changes), same)


def words(old: str, new: str) -> tuple[tuple[Words, ...], tuple[Words, ...]]:
    """Both texts in stretches, with what differs marked; joined they are the texts again."""
    left, right = _PIECE.findall(old), _PIECE.findall(new)
    one: list[Words] = []
    other: list[Words] = []
    for kind, i, to_i, j, to_j in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        for out, stretch in ((one, "".join(left[i:to_i])), (other, "".join(right[j:to_j]))):
            if stretch:
                out.append(Words(stretch, kind != "equal"))
    return tuple(one), tuple(other)


def _said(passage: Passage) -> tuple[str, str]:
    return passage.heading, passage.text


def _block(before: Sequence[Passage], after: Sequence[Passage]) -> Iterator[Change]:
    """A stretch where the versions differ: passages that are alike are one that changed, the rest came or went."""
    partner = _partners(before, after)
    told = 0
    for at, old in enumerate(before):
        if at not in partner:
            yield Change("removed", old, None, old=(Words(old.text, True),))
            continue
        for new in after[told : partner[at]]:
            yield Change("added", None, new, new=(Words(new.text, True),))
        told = partner[at] + 1
        new = after[partner[at]]
        marked = words(old.text, new.text)
        yield Change("changed", old, new, *marked)
    for new in after[told:]:
        yield Change("added", None, new, new=(Words(new.text, True),))


def _partners(before: Sequence[Passage], after: Sequence[Passage]) -> dict[int, int]:
    """Which passage became which, by place; in order, so that nothing is shown twice."""
    if len(before) * len(after) > _MOST_COMPARED:
        return {at: at for at in range(min(len(before), len(after))) if _alike(before[at], after[at])}
    out: dict[int, int] = {}
    free = 0
    for at, old in enumerate(before):
        scored = [(_likeness(old, after[place]), place) for place in range(free, len(after))]
        best = max(scored, key=lambda one: (one[0], -one[1]), default=(0.0, 0))
        if best[0] >= ALIKE:
            out[at], free = best[1], best[1] + 1
    return out


def _alike(old: Passage, new: Passage) -> bool:
    return _likeness(old, new) >= ALIKE


def _likeness(old: Passage, new: Passage) -> float:
    matcher = SequenceMatcher(None, old.text, new.text, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0.0
