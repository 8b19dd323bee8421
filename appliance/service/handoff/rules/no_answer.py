"""The AI has no answer twice in a row, or once when the visitor insists on the same question."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, ClassVar

from appliance.service.handoff.knobs import Knob, Number, Values, filled
from appliance.service.handoff.reads import WORDS_ONLY, Means
from appliance.service.handoff.rule import Reason
from appliance.service.handoff.rules.lexicon import pattern

if TYPE_CHECKING:
    from appliance.service.handoff.drafted import Drafted
    from appliance.service.handoff.rule import Situation


class NoAnswer:
    """On the draft only."""

    name = "no_answer"
    title = ("没有找到答案", "No published answer")
    about = (
        "第一次没有答案时说明并询问是否转人工；连续几次没有，或客户明确着急，就直接转。",
        "The first time the AI says so and offers a person; after several in a row, or when the customer insists, it hands over.",
    )
    knobs: ClassVar[tuple[Knob, ...]] = (
        Number("times", 2, 1, 5, ("连续几次没有答案", "Times in a row without an answer")),
    )

    def __init__(self, means: Means = WORDS_ONLY, values: Values | None = None) -> None:
        self._times = filled(self.knobs, values)["times"]

    def on_question(self, turn: Situation) -> Reason | None:
        """Never."""
        return None

    def on_draft(self, turn: Situation, draft: Drafted) -> Reason | None:
        """A first unanswered question is answered with an offer."""
        if draft.rung != "handoff":
            return None
        times = 1 + sum(1 for _ in takewhile(lambda rung: rung == "handoff", reversed(turn.rungs)))
        if times >= self._times:
            return Reason(
                "no_answer",
                "连续两次没有找到答案" if times == 2 else "没有找到答案",
                "No published answer, twice in a row" if times == 2 else "No published answer",
                f"unanswered {times}",
                self.name,
            )
        if pattern("insists").search(str(turn.question)):
            return Reason(
                "no_answer",
                "没有找到答案，客户急需",
                "No published answer, and the customer insists",
                "insists",
                self.name,
            )
        return None
