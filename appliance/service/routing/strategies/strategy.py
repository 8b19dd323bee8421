"""What a strategy sees and says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Candidate:
    """An agent of the team who is available and has room. `given_at`: when they last came to have a conversation."""

    agent_id: str
    name: str
    has: int
    capacity: int
    given_at: datetime | None = None
    traits: frozenset[tuple[str, str]] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Wanted:
    """What the waiting conversation is: its channel, language, reasons, the contact's region and who served them before,
    the last one first."""

    conversation_id: str
    channel: str
    lang: str
    codes: tuple[str, ...] = ()
    region: str = ""
    served_by: tuple[str, ...] = ()


class Strategy(Protocol):
    """One way to choose. `narrow` is pure and gives at least one of `candidates` (of which there is at least one)."""

    name: str
    zh: str
    en: str

    def narrow(self, candidates: Sequence[Candidate], wanted: Wanted) -> Sequence[Candidate]: ...


def with_trait(candidates: Sequence[Candidate], kind: str, values: Sequence[str]) -> Sequence[Candidate]:
    """Those who carry any of the values, or all when nobody does."""
    return [c for c in candidates if any((kind, value) in c.traits for value in values)] or candidates
