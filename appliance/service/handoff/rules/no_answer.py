"""The AI has no answer twice in a row, or once when the visitor insists on the same question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appliance.service.handoff.rule import Reason
from appliance.service.handoff.rules.lexicon import pattern

if TYPE_CHECKING:
    from appliance.ai.answering.answer import Answer
    from appliance.service.handoff.rule import Situation


class NoAnswer:
    """On the draft only."""

    name = "no_answer"

    def on_question(self, turn: Situation) -> Reason | None:
        """Never."""
        return None

    def on_draft(self, turn: Situation, answer: Answer) -> Reason | None:
        """A first unanswered question is answered with an offer; the second hands over."""
        if answer.rung != "handoff":
            return None
        if turn.rungs and turn.rungs[-1] == "handoff":
            return Reason(
                "no_answer",
                "连续两次没有找到答案",
                "No published answer, twice in a row",
                "rung handoff twice",
            )
        if pattern("insists").search(str(turn.question)):
            return Reason(
                "no_answer",
                "没有找到答案，客户急需",
                "No published answer, and the customer insists",
                "insists",
            )
        return None
