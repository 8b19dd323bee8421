"""What a handoff rule sees and says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from appliance.core.masking.text import MaskedText
    from appliance.service.conversations.turn import Exchange
    from appliance.service.handoff.drafted import Drafted


@dataclass(frozen=True)
class Reason:
    """Why a person should take over. `code` is stable, `zh` and `en` are for the agent; `evidence` names what was
    seen (a lexicon, a rung, a chance and the version of the weights), never a visitor's words; `rule` names who said it,
    `version` the rule book by which it was said ("0": as shipped)."""

    code: str
    zh: str
    en: str
    evidence: str = ""
    rule: str = ""
    version: str = ""


@dataclass(frozen=True)
class Facts:
    """What surrounds a message. `at` is the bank's own time; `team` the name of the team that would serve it, `open` whether
    that team is there, `waiting` how many wait for it; `tier` is the contact's (0 to 2)."""

    at: datetime | None = None
    channel: str = ""
    team: str = ""
    tier: int = 0
    open: bool = True
    waiting: int = 0


NOWHERE = Facts()


class Said(Protocol):
    """What was said: a conversation's turn is one.

    `history` holds (role, text), oldest first, role "user" or "visitor" for the visitor; `rungs` tells how the AI came
    by each of its earlier replies, oldest first; `exchanges` what was asked of the AI since a person last had the
    conversation or was asked for, oldest first.
    """

    @property
    def question(self) -> MaskedText: ...

    @property
    def history(self) -> Sequence[tuple[str, MaskedText]]: ...

    @property
    def rungs(self) -> Sequence[str]: ...

    @property
    def lang(self) -> str: ...

    @property
    def exchanges(self) -> Sequence[Exchange]: ...


class Situation(Said, Protocol):
    """What a rule may look at: what was said, and what surrounds it.

    `felt` is the chance (0 to 1) that the visitor was unhappy in a turn of `history`, by its place there, where it was kept
    when the turn was taken.
    """

    @property
    def facts(self) -> Facts: ...

    @property
    def felt(self) -> Mapping[int, float]: ...


@dataclass(frozen=True)
class Asked:
    """A situation as a value: made by hand for the command line and for tests, or of a conversation's turn."""

    question: MaskedText
    history: Sequence[tuple[str, MaskedText]] = ()
    rungs: Sequence[str] = ()
    lang: str = "zh"
    exchanges: Sequence[Exchange] = ()
    facts: Facts = field(default=NOWHERE)
    felt: Mapping[int, float] = field(default_factory=dict)


def seen(turn: Said, facts: Facts | None = None, felt: Mapping[int, float] | None = None) -> Situation:
    """A turn with what surrounds it; one made by hand brings its own facts."""
    if facts is None and isinstance(turn, Asked):
        return turn
    return Asked(
        turn.question, turn.history, turn.rungs, turn.lang, turn.exchanges, facts or NOWHERE, felt or {}
    )


class Rule(Protocol):
    """One reason to hand over. Both methods are quick and have no effect."""

    name: str

    def on_question(self, turn: Situation) -> Reason | None:
        """Before anything is answered."""
        ...

    def on_draft(self, turn: Situation, draft: Drafted) -> Reason | None:
        """When an answer is ready, before it is sent as a whole."""
        ...
