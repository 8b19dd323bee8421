"""So many turns and nothing resolved: the AI had no answer, asked back, was turned down or was asked the same again."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from appliance.ai.answering import small_talk
from appliance.core.kit.counted import many
from appliance.service.handoff.knobs import Knob, Number, Values, filled
from appliance.service.handoff.reads import WORDS_ONLY, Means
from appliance.service.handoff.rule import Reason
from appliance.service.handoff.rules.asked_again import SAME, same_question
from appliance.service.handoff.rules.rejected_twice import rejects

if TYPE_CHECKING:
    from appliance.service.handoff.drafted import Drafted
    from appliance.service.handoff.rule import Situation

_NOTHING = ("handoff", "clarify")


class Unresolved:
    """Counts back from the newest exchange to the last one that resolved something; thanks resolve."""

    name = "unresolved"
    title = ("几轮没有解决", "Turns without a resolved question")
    about = (
        "没有答案、反问、被客户否定或又被问到同一件事，都算没有解决；有一轮解决了就重新计数。",
        "No answer, a question back, an answer turned down or asked for again: none of these resolves; one that does starts "
        "the count anew.",
    )
    knobs: ClassVar[tuple[Knob, ...]] = (Number("turns", 5, 2, 12, ("轮数", "Turns")),)

    def __init__(self, means: Means = WORDS_ONLY, values: Values | None = None) -> None:
        self._means = means
        self._turns = filled(self.knobs, values)["turns"]

    def on_question(self, turn: Situation) -> Reason | None:
        """So many went by before this message."""
        return self._reason(self._streak(turn))

    def on_draft(self, turn: Situation, draft: Drafted) -> Reason | None:
        """The draft would be one more that resolves nothing."""
        return self._reason(self._streak(turn) + 1) if draft.rung in _NOTHING else None

    def _reason(self, turns: int) -> Reason | None:
        if turns < self._turns:
            return None
        return Reason(
            "unresolved",
            f"{turns} 轮没有解决问题",
            f"{many(turns, 'turn')} without a resolved question",
            f"turns {turns}",
            self.name,
        )

    def _streak(self, turn: Situation) -> int:
        if small_talk.kind(str(turn.question)) in ("thanks", "bye"):
            return 0
        streak, following = 0, turn.question
        for exchange in reversed(turn.exchanges):
            resolved = exchange.rung not in _NOTHING and not rejects(following)
            if resolved and not same_question(self._means.likens, exchange.question, following, SAME):
                break
            streak, following = streak + 1, exchange.question
        return streak
