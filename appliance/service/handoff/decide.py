"""Decide: the first rule that gives a reason wins; the order is that of the registry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from appliance.service.handoff.rules.registry import RULES

if TYPE_CHECKING:
    from appliance.ai.answering.answer import Answer
    from appliance.service.handoff.rule import Reason, Rule, Situation


def on_question(turn: Situation, rules: Sequence[Rule] = RULES) -> Reason | None:
    """The reason to hand over before answering, or None."""
    return next((reason for rule in rules if (reason := rule.on_question(turn))), None)


def on_draft(turn: Situation, answer: Answer, rules: Sequence[Rule] = RULES) -> Reason | None:
    """The reason to hand over instead of, or after, sending `answer`, or None."""
    return next((reason for rule in rules if (reason := rule.on_draft(turn, answer))), None)


class Decide:
    """The two questions with a set of rules bound to them."""

    def __init__(self, rules: Sequence[Rule] = RULES) -> None:
        self._rules = tuple(rules)

    def on_question(self, turn: Situation) -> Reason | None:
        """See the function."""
        return on_question(turn, self._rules)

    def on_draft(self, turn: Situation, answer: Answer) -> Reason | None:
        """See the function."""
        return on_draft(turn, answer, self._rules)
