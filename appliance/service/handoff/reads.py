"""What a rule reads a message by; nothing where no reader is given or it cannot answer, and the words alone decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from appliance.core.kit.errors import Unavailable

if TYPE_CHECKING:
    from appliance.ai.reading.reader import Reading
    from appliance.core.masking.text import MaskedText
    from appliance.service.handoff.rule import Situation


class Reads(Protocol):
    """The part of `ai.reading.Reader` that rules use."""

    def read(self, text: MaskedText, history: Sequence[tuple[str, MaskedText]] = ()) -> Reading: ...


def reading(reads: Reads | None, turn: Situation) -> Reading | None:
    """The question read after its history."""
    try:
        return reads.read(turn.question, turn.history) if reads is not None else None
    except Unavailable:
        return None


def evidence(what: str, chance: float, version: str) -> str:
    """What a reason keeps: what was read, how likely, by which weights."""
    return f"{what} {chance:.2f} ({version})"
