"""Short words for tests of rules: what was asked, what was drafted, what surrounds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from appliance.core.masking.text import MaskedText
from appliance.service.conversations.turn import Exchange
from appliance.service.handoff.drafted import Drafted
from appliance.service.handoff.rule import Asked, Facts, Reason, Rule


def said(text: str) -> MaskedText:
    return MaskedText.trusted(text)


def went(question: str, rung: str = "quote", *, rejected: bool = False) -> Exchange:
    """One exchange with the AI."""
    return Exchange(said(question), rung, rejected)


def asked(text: str, *before: Exchange, **facts: Any) -> Asked:
    """A message after these exchanges, with these facts."""
    history = [turn for each in before for turn in (("user", each.question), ("assistant", said("……")))]
    return Asked(said(text), history, [each.rung for each in before], exchanges=before, facts=Facts(**facts))


def drafted(rung: str = "quote", **more: Any) -> Drafted:
    return Drafted(rung, **more)


def codes(rule: Rule, turn: Asked, draft: Drafted | None = None) -> tuple[str | None, str | None]:
    """What a rule says to the question, and to the draft."""
    return _code(rule.on_question(turn)), _code(rule.on_draft(turn, draft or drafted()))


def _code(reason: Reason | None) -> str | None:
    return reason.code if reason else None


class Likens:
    """Texts that count as alike: one group of words means one thing."""

    def __init__(self, *groups: Sequence[str], apart: float = 0.8, near: float = 0.97) -> None:
        self._group: Mapping[str, int] = {text: n for n, each in enumerate(groups) for text in each}
        self._apart, self._near = apart, near

    def alike(self, one: MaskedText, other: MaskedText) -> float:
        if str(one) == str(other):
            return 1.0
        mine = self._group.get(str(one))
        return self._near if mine is not None and mine == self._group.get(str(other)) else self._apart

    def nearest(self, text: MaskedText, examples: Sequence[str]) -> float:
        return max(self.alike(text, said(one)) for one in examples)
