"""What the model writes is turned down by the grounding gate again: it has nothing to say here that could be sent."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, ClassVar

from appliance.service.handoff.knobs import Knob, Number, Switch, Values, filled
from appliance.service.handoff.reads import WORDS_ONLY, Means
from appliance.service.handoff.rule import Reason

if TYPE_CHECKING:
    from appliance.service.handoff.drafted import Drafted
    from appliance.service.handoff.rule import Situation


class GateRejected:
    """On the draft only; counts drafts in a row.

    Not those that a quotation took the place of, as shipped: with a weak model every visitor would soon be handed over.
    """

    name = "gate_rejected"
    title = ("草稿未过核对", "Drafts turned down by the checks")
    about = (
        "模型写的答复连续没有通过依据、数字等核对。没过核对的内容从不发给客户；已发布的原文摘录仍会先发。",
        "Drafts in a row failed the checks for support, numbers and the rest. They are never sent; a published quotation "
        "still is.",
    )
    knobs: ClassVar[tuple[Knob, ...]] = (
        Number("times", 2, 1, 6, ("连续几次", "Times in a row")),
        Switch("quoted", False, ("改发原文摘录的也计入", "Count those answered by a quotation instead")),
    )

    def __init__(self, means: Means = WORDS_ONLY, values: Values | None = None) -> None:
        self._set = filled(self.knobs, values)

    def on_question(self, turn: Situation) -> Reason | None:
        """Never."""
        return None

    def on_draft(self, turn: Situation, draft: Drafted) -> Reason | None:
        """This draft was turned down, and those right before it."""
        if not self._counts(draft.rejected, draft.rung):
            return None
        before = takewhile(lambda each: self._counts(each.rejected, each.rung), reversed(turn.exchanges))
        times = 1 + sum(1 for _ in before)
        if times < self._set["times"]:
            return None
        return Reason(
            "gate_rejected",
            f"AI 的答复 {times} 次未通过核对",
            f"The AI's drafts failed the checks {times} times",
            f"rejected {times}",
            self.name,
        )

    def _counts(self, rejected: bool, rung: str) -> bool:
        return rejected and (self._set["quoted"] or rung in ("handoff", "clarify"))
