"""What a rule reads a message by; nothing where no reader is given or it cannot answer, and the words alone decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from appliance.core.kit.errors import Unavailable

if TYPE_CHECKING:
    from appliance.ai.reading.reader import Reading
    from appliance.core.masking.text import MaskedText
    from appliance.service.handoff.rule import Situation
    from appliance.service.handoff.topics import Topic


class Reads(Protocol):
    """The part of `ai.reading.Reader` that rules use."""

    def read(self, text: MaskedText, history: Sequence[tuple[str, MaskedText]] = ()) -> Reading: ...


class Likens(Protocol):
    """The part of `ai.reading.Likeness` that rules use: cosines, 1 for the same."""

    def alike(self, one: MaskedText, other: MaskedText) -> float: ...

    def nearest(self, text: MaskedText, examples: Sequence[str]) -> float: ...


@dataclass(frozen=True)
class Means:
    """By what rules go: meaning, likeness, and the rule book's list of sensitive topics by their code."""

    reads: Reads | None = None
    likens: Likens | None = None
    topics: Mapping[str, Topic] = field(default_factory=dict)


WORDS_ONLY = Means()


def reading(reads: Reads | None, turn: Situation) -> Reading | None:
    """The question read after its history."""
    try:
        return reads.read(turn.question, turn.history) if reads is not None else None
    except Unavailable:
        return None


def alike(likens: Likens | None, one: MaskedText, other: MaskedText) -> float | None:
    """How alike two texts are; None where nothing can tell."""
    try:
        return likens.alike(one, other) if likens is not None else None
    except Unavailable:
        return None


def nearest(likens: Likens | None, text: MaskedText, examples: Sequence[str]) -> float:
    """How near a text comes to the nearest of the examples; 0 where nothing can tell."""
    try:
        return likens.nearest(text, examples) if likens is not None and examples else 0.0
    except Unavailable:
        return 0.0


def evidence(what: str, chance: float, version: str) -> str:
    """What a reason keeps: what was read, how likely, by which weights."""
    return f"{what} {chance:.2f} ({version})"
