"""Why a person is asked for, as whoever hands over says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Why(Protocol):
    """A reason to hand over: a stable code, a sentence in each language, what it rests on (never text), the rule that gave it
    and the version of the rule book."""

    @property
    def code(self) -> str: ...
    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...
    @property
    def evidence(self) -> str: ...
    @property
    def rule(self) -> str: ...
    @property
    def version(self) -> str: ...


def stored(why: Why) -> dict[str, str]:
    """As the conversation keeps it."""
    return {
        "code": why.code,
        "zh": why.zh,
        "en": why.en,
        "evidence": why.evidence,
        "rule": why.rule,
        "version": why.version,
    }


@dataclass(frozen=True)
class HandoffReason:
    """A reason that needs no rule."""

    code: str
    zh: str
    en: str
    evidence: str = ""
    rule: str = ""
    version: str = ""


PRESSED_FOR_PERSON = HandoffReason(
    "asks_for_person", "访客点了“转人工”", "The visitor pressed “a person, please”"
)
