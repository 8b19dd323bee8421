"""Clarify: when several rows answer alike and differ only in a kind that the question does not name, ask which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from appliance.ai.answering import thresholds
from appliance.ai.answering.vocabulary import longest_members, row_fields
from appliance.ai.answering.words import content_pieces

if TYPE_CHECKING:
    from appliance.ai.answering.evidence import Weighed
    from appliance.ai.answering.vocabulary import Vocabulary

MOST_OPTIONS = 4


def options(question: str, weighed: Sequence[Weighed], vocabulary: Vocabulary) -> list[str]:
    """Two to four things to choose from (each a question that names its row), or [] when nothing is ambiguous."""
    if not weighed or not weighed[0].enough:
        return []
    best = weighed[0]
    name = _row_name(best)
    if name is None:
        return []
    level = [
        w
        for w in weighed
        if w.enough
        and best.rank - w.rank <= thresholds.CLARIFY_MARGIN
        and w.reading.coverage == best.reading.coverage
    ]
    for family in vocabulary.families:
        if longest_members(question, family):
            continue
        chosen = _choices(name, level, family)
        if len(chosen) >= 2 and not _leans_to_one(question, chosen):
            return chosen[:MOST_OPTIONS]
    return []


def _choices(name: str, level: Sequence[Weighed], family: frozenset[str]) -> list[str]:
    """Names of the rows among `level` that differ from `name` in the member of `family` only."""
    own = longest_members(name, family)
    if len(own) != 1:
        return []
    frame = name.replace(next(iter(own)), "\0")
    out: list[str] = []
    for one in level:
        other = _row_name(one)
        members = longest_members(other, family) if other else set()
        if (
            other
            and len(members) == 1
            and other.replace(next(iter(members)), "\0") == frame
            and other not in out
        ):
            out.append(other)
    return out


def _leans_to_one(question: str, names: Sequence[str]) -> bool:
    """Whether the question's own characters speak for one of the names (补一张卡: 补换卡工本费)."""
    said = set("".join(content_pieces(question)))
    shared = sorted((len(said & set(name)) for name in names), reverse=True)
    return shared[0] > shared[1]


def _row_name(weighed: Weighed) -> str | None:
    fields = row_fields(weighed.hit.text) if weighed.hit.kind == "passage" else []
    return fields[0][1] if fields else None
