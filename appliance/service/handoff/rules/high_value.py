"""A contact whose time the bank values gets a person sooner."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from appliance.ai.answering import small_talk
from appliance.service.handoff.knobs import Knob, Number, Switch, Values, filled
from appliance.service.handoff.reads import WORDS_ONLY, Means
from appliance.service.handoff.rule import Reason

if TYPE_CHECKING:
    from appliance.service.handoff.drafted import Drafted
    from appliance.service.handoff.rule import Situation


class HighValue:
    """By the tier that a lead has given the contact. A greeting alone calls nobody."""

    name = "high_value"
    title = ("重要客户", "High-value contact")
    about = (
        "等级由班长在客户卡片上设置：1 重要，2 贵宾。",
        "The tier is set by a lead on the contact card: 1 important, 2 VIP.",
    )
    knobs: ClassVar[tuple[Knob, ...]] = (
        Number("tier", 2, 1, 2, ("从哪一级起", "From which tier on")),
        Switch("at_once", False, ("不等 AI 作答就转", "Before the AI answers")),
    )

    def __init__(self, means: Means = WORDS_ONLY, values: Values | None = None) -> None:
        self._set = filled(self.knobs, values)

    def on_question(self, turn: Situation) -> Reason | None:
        """Where the bank wants a person from the first question on."""
        return self._reason(turn) if self._set["at_once"] else None

    def on_draft(self, turn: Situation, draft: Drafted) -> Reason | None:
        """Otherwise where no approved answer was there."""
        return self._reason(turn) if draft.rung != "approved" else None

    def _reason(self, turn: Situation) -> Reason | None:
        tier = turn.facts.tier
        if tier < self._set["tier"] or small_talk.kind(str(turn.question)):
            return None
        return Reason("high_value", "重要客户", "A high-value contact", f"tier {tier}", self.name)
