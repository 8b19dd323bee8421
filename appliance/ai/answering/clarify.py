"""Clarify: when rows answer alike and differ only in a kind that the question does not name, or two pairs have as good a claim."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from appliance.ai.answering import thresholds
from appliance.ai.answering.vocabulary import longest_members, units_of
from appliance.ai.answering.words import content_pieces
from appliance.ai.knowledge.rows import row_fields

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
        and w.reading.coverage == best.reading.coverage
        and best.rank - w.rank <= thresholds.CLARIFY_MARGIN
    ]
    chosen: list[str] = []
    for family in vocabulary.families:
        own = longest_members(name, family)
        if longest_members(question, family) or len(own) != 1:
            continue
        frame = name.replace(next(iter(own)), "\0")
        near = {row for w in level if (row := _row_name(w)) and _fits(row, frame, family)}
        if len(near) < 2 or _leans_to_one(question, sorted(near)):
            continue
        rows = [row for row in vocabulary.rows if _fits(row, frame, family)]
        if len(rows) > len(chosen):
            chosen = [*sorted(near), *(row for row in rows if row not in near)]
    return [_as_question(row, question) for row in chosen][:MOST_OPTIONS]


def two_pairs(weighed: Sequence[Weighed]) -> list[str]:
    """The questions of two approved pairs, when words speak for the first and the whole search clearly for another; else [].

    One rare word that a question shares with a pair (陌生人, 陌生扣款) can outweigh what the question means.
    """
    best = weighed[0].hit
    for other in (w.hit for w in weighed[1:]):
        if (other.kind, other.lang) == ("qa", best.lang) and (
            other.dense - best.dense >= thresholds.OTHER_MEANS
            and other.score - best.score >= thresholds.OTHER_SCORES
        ):
            return [other.question, best.question]
    return []


def _fits(row: str, frame: str, family: frozenset[str]) -> bool:
    """Whether the row's name is the frame with one member of the family in its gap."""
    members = longest_members(row, family)
    return len(members) == 1 and row.replace(next(iter(members)), "\0") == frame


def _as_question(row: str, question: str) -> str:
    """The row's name; a name that says nothing of the question (白金卡) takes its words with it (白金卡年费)."""
    if units_of(row) & units_of(question):
        return row
    return f"{row} {question.strip()}" if row.isascii() else row + "".join(content_pieces(question))


def _leans_to_one(question: str, names: Sequence[str]) -> bool:
    """Whether the question's own characters speak for one of the names (补一张卡: 补换卡工本费)."""
    said = set("".join(content_pieces(question)))
    shared = sorted((len(said & set(name)) for name in names), reverse=True)
    return shared[0] > shared[1]


def _row_name(weighed: Weighed) -> str | None:
    fields = row_fields(weighed.hit.text) if weighed.hit.kind == "passage" else []
    return fields[0][1] if fields else None
