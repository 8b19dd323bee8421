"""Nights, holidays and peaks: the AI goes on where other rules would call a person who is not there.

It hands nothing over itself; it holds back the reasons of other rules. A wish for a person, a grave matter and an angry
visitor are never held back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from appliance.service.handoff.knobs import Knob, Number, Some, Switch, Values, Words, filled
from appliance.service.handoff.reads import WORDS_ONLY, Means

if TYPE_CHECKING:
    from appliance.service.handoff.drafted import Drafted
    from appliance.service.handoff.rule import Reason, Situation

HELD: Final[dict[str, Words]] = {
    "no_answer": ("没有找到答案", "no published answer"),
    "unresolved": ("几轮没有解决", "turns without a resolved question"),
    "asked_again": ("重复提问", "the same question again"),
    "gate_rejected": ("草稿未过核对", "drafts turned down"),
    "low_confidence": ("把握不足", "low confidence"),
    "engine": ("AI 引擎", "AI engine"),
    "high_value": ("重要客户", "high-value contact"),
    "rejected_twice": ("客户否定回答", "answers turned down"),
}
"""Rules that may be held back."""


class OfficeHours:
    """By the service hours of the team that would serve the visitor, and by how many wait for it."""

    name = "office_hours"
    title = ("值守时间与高峰", "Office hours and peaks")
    about = (
        "夜间和节假日 AI 优先，高峰时 AI 分流：下面勾选的规则此时不转人工。客户要求人工、敏感业务和情绪激动始终照转。",
        "AI first at night and on holidays, AI takes the overflow at peaks: the rules ticked here then hand nobody over. A wish for "
        "a person, sensitive business and anger always do.",
    )
    knobs: ClassVar[tuple[Knob, ...]] = (
        Switch("closed", True, ("非服务时间 AI 优先", "AI first outside service hours")),
        Number(
            "queue", 0, 0, 500, ("排队达到几人算高峰（0 不限）", "A peak from so many waiting (0: never)")
        ),
        Some("holds", tuple(HELD), ("此时不转的规则", "Rules held back then"), HELD),
    )

    def __init__(self, means: Means = WORDS_ONLY, values: Values | None = None) -> None:
        self._set = filled(self.knobs, values)

    def on_question(self, turn: Situation) -> Reason | None:
        """Never."""
        return None

    def on_draft(self, turn: Situation, draft: Drafted) -> Reason | None:
        """Never."""
        return None

    def holds_back(self, turn: Situation, reason: Reason) -> bool:
        """Whether the AI goes on in spite of this reason."""
        if reason.rule not in self._set["holds"]:
            return False
        if self._set["closed"] and not turn.facts.open:
            return True
        peak: int = self._set["queue"]
        return 0 < peak <= turn.facts.waiting
