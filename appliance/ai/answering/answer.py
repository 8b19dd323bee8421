"""What the ladder hands back: the text, the rung that gave it, what it rests on, every check, and how long each took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from appliance.ai.knowledge.hits import Hit, Source
    from appliance.core.masking.text import MaskedText

Rung = Literal["approved", "generated", "quote", "clarify", "handoff"]
RUNGS: tuple[Rung, ...] = ("approved", "generated", "quote", "clarify", "handoff")


@dataclass(frozen=True)
class Check:
    """One thing looked at; `detail` says what was found, never a visitor's words."""

    name: str
    ok: bool
    detail: str = ""


@dataclass(frozen=True)
class Sentence:
    """A sentence that may be sent, and the passage or pair it rests on (None for fixed texts)."""

    text: MaskedText
    source: Source | None = None
    rung: Rung = "generated"


@dataclass(frozen=True)
class Answer:
    """`options` are short replies to offer as buttons; `used` the hits that the text rests on, best first;
    `found` the nearest ones whether they answer or not, `confidence` (0 to 1) how likely published texts answer at all.

    `seconds`: embed_and_retrieve, approved, first_sentence, generate, quote, total (those that took place).
    """

    text: MaskedText
    rung: Rung
    lang: str
    sources: list[Source] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    options: list[str] = field(default_factory=list)
    model: str | None = None
    used: Sequence[Hit] = ()
    prompt_hash: str | None = None
    found: Sequence[Hit] = ()
    confidence: float = 0.0

    def failed(self) -> list[Check]:
        """The checks that did not pass, in order."""
        return [check for check in self.checks if not check.ok]
