"""What a handoff rule sees and says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from appliance.ai.answering.answer import Answer
    from appliance.core.masking.text import MaskedText


@dataclass(frozen=True)
class Reason:
    """Why a person should take over. `code` is stable, `zh` and `en` are for the agent; `evidence` names what was
    seen (a lexicon, a rung, a chance and the version of the weights), never a visitor's words; `rule` names who said it."""

    code: str
    zh: str
    en: str
    evidence: str = ""
    rule: str = ""


class Situation(Protocol):
    """What a rule may look at; a conversation's turn is one.

    `history` holds (role, text), oldest first, role "user" or "visitor" for the visitor; `rungs` tells how the AI came
    by each of its earlier replies, oldest first."""

    @property
    def question(self) -> MaskedText: ...

    @property
    def history(self) -> Sequence[tuple[str, MaskedText]]: ...

    @property
    def rungs(self) -> Sequence[str]: ...

    @property
    def lang(self) -> str: ...


@dataclass(frozen=True)
class Asked:
    """A situation made by hand: for the command line, for replay and for tests."""

    question: MaskedText
    history: Sequence[tuple[str, MaskedText]] = ()
    rungs: Sequence[str] = ()
    lang: str = "zh"


class Rule(Protocol):
    """One reason to hand over. Both methods are quick and have no effect."""

    name: str

    def on_question(self, turn: Situation) -> Reason | None:
        """Before anything is answered."""
        ...

    def on_draft(self, turn: Situation, answer: Answer) -> Reason | None:
        """When an answer is ready, before it is sent as a whole."""
        ...
