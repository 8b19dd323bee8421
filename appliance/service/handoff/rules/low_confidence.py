"""The answer is less likely to be right than the bank wants to stand for without a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from appliance.service.handoff.knobs import Knob, Number, Values, filled
from appliance.service.handoff.reads import WORDS_ONLY, Means
from appliance.service.handoff.rule import Reason

if TYPE_CHECKING:
    from appliance.service.handoff.drafted import Drafted
    from appliance.service.handoff.rule import Situation


class LowConfidence:
    """On the draft only. An approved pair is the bank's own word, and without an answer there is nothing to be sure of."""

    name = "low_confidence"
    title = ("把握不足", "Low confidence")
    about = (
        "答复有依据，但把握低于设定值：先发原文，再请人工确认。",
        "There is an answer with a source, but it is less sure than this: the quotation is sent and a person is asked.",
    )
    knobs: ClassVar[tuple[Knob, ...]] = (
        Number("least", 0.65, 0.3, 0.95, ("最低把握", "Least confidence"), 0.01),
    )

    def __init__(self, means: Means = WORDS_ONLY, values: Values | None = None) -> None:
        self._least = filled(self.knobs, values)["least"]

    def on_question(self, turn: Situation) -> Reason | None:
        """Never."""
        return None

    def on_draft(self, turn: Situation, draft: Drafted) -> Reason | None:
        """Less sure than wanted."""
        if draft.rung not in ("generated", "quote", "clarify") or draft.sure >= self._least:
            return None
        return Reason(
            "low_confidence",
            "AI 对答复把握不足",
            "The AI is not sure of its answer",
            f"confidence {draft.sure:.2f}",
            self.name,
        )
