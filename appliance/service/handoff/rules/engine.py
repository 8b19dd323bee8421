"""The language model is away or slow, and the visitor would be the one to feel it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from appliance.service.handoff.knobs import Knob, Number, Switch, Values, filled
from appliance.service.handoff.reads import WORDS_ONLY, Means
from appliance.service.handoff.rule import Reason

if TYPE_CHECKING:
    from appliance.service.handoff.drafted import Drafted
    from appliance.service.handoff.rule import Situation


class Engine:
    """On the draft only. Approved answers need no model, and a quotation is an answer unless the bank says otherwise."""

    name = "engine"
    title = ("AI 引擎不可用或太慢", "AI engine unavailable or slow")
    about = (
        "需要模型作答而引擎不在，或一次答复耗时过长。",
        "The model was needed and is not there, or one answer took too long.",
    )
    knobs: ClassVar[tuple[Knob, ...]] = (
        Number("seconds", 60, 5, 300, ("一次答复最长几秒", "Longest answer, in seconds")),
        Switch("quoted", False, ("引擎不在时，有原文摘录也转", "Also where a quotation answers instead")),
    )

    def __init__(self, means: Means = WORDS_ONLY, values: Values | None = None) -> None:
        self._set = filled(self.knobs, values)

    def on_question(self, turn: Situation) -> Reason | None:
        """Never."""
        return None

    def on_draft(self, turn: Situation, draft: Drafted) -> Reason | None:
        """Away, or slow."""
        if draft.no_engine and (self._set["quoted"] or draft.rung in ("handoff", "clarify")):
            return Reason(
                "engine", "AI 引擎暂不可用", "The AI engine is not available", "engine not ready", self.name
            )
        if draft.seconds > self._set["seconds"]:
            return Reason(
                "engine",
                "AI 答复太慢",
                "The AI answers too slowly",
                f"seconds {draft.seconds:.0f}",
                self.name,
            )
        return None
