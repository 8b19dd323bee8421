"""Decide: the first rule that gives a reason wins; the order is that of the registry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from appliance.service.handoff.rules.registry import RULES, rules_with
from appliance.service.handoff.rules.sensitive import Sensitive

if TYPE_CHECKING:
    from appliance.ai.answering.answer import Answer
    from appliance.service.handoff.reads import Reads
    from appliance.service.handoff.rule import Reason, Rule, Situation


def on_question(turn: Situation, rules: Sequence[Rule] = RULES) -> Reason | None:
    """The reason to hand over before answering, or None."""
    return next((reason for rule in rules if (reason := rule.on_question(turn))), None)


def on_draft(turn: Situation, answer: Answer, rules: Sequence[Rule] = RULES) -> Reason | None:
    """The reason to hand over instead of, or after, sending `answer`, or None."""
    return next((reason for rule in rules if (reason := rule.on_draft(turn, answer))), None)


class Decide:
    """The two questions with a set of rules bound to them; with a reader they go by meaning too."""

    def __init__(self, reads: Reads | None = None) -> None:
        self._rules = rules_with(reads)

    def on_question(self, turn: Situation) -> Reason | None:
        """See the function."""
        return on_question(turn, self._rules)

    def on_draft(self, turn: Situation, answer: Answer) -> Reason | None:
        """See the function."""
        return on_draft(turn, answer, self._rules)

    def reasons(self, turn: Situation) -> list[Reason]:
        """Every reason that the message itself gives, the gravest first; a matter that is answered first counts too."""
        found = [reason for rule in self._rules if (reason := rule.on_question(turn))]
        if not any(reason.rule == Sensitive.name for reason in found):
            found += [
                r for rule in self._rules if isinstance(rule, Sensitive) and (r := rule.unanswered(turn))
            ]
        return found
