"""The visitor has turned down two answers: a third guess would only cost patience."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appliance.service.handoff.rule import Reason
from appliance.service.handoff.rules.lexicon import pattern

if TYPE_CHECKING:
    from appliance.ai.answering.answer import Answer
    from appliance.service.handoff.rule import Situation

_LOOK_BACK = 6
_LONGEST = 40  # characters; "这样不对吗" inside a long question is part of the question


class RejectedTwice:
    """On the question only."""

    name = "rejected_twice"

    def on_question(self, turn: Situation) -> Reason | None:
        """This message and an earlier one of the last few turn an answer down."""
        if not _rejects(str(turn.question)):
            return None
        earlier = [str(text) for role, text in turn.history[-_LOOK_BACK:] if role in ("user", "visitor")]
        if any(_rejects(text) for text in earlier):
            return Reason(
                "rejected_twice", "客户两次否定回答", "The customer turned down two answers", "two rejections"
            )
        return None

    def on_draft(self, turn: Situation, answer: Answer) -> Reason | None:
        """Never."""
        return None


def _rejects(text: str) -> bool:
    asks_back = text.rstrip().endswith(("吗", "吗？", "吗?"))
    return (
        len(text) <= _LONGEST * (3 if text.isascii() else 1)
        and not asks_back
        and bool(pattern("rejects").search(text))
    )
