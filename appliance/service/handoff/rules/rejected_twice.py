"""The visitor has turned down two answers: a third guess would only cost patience."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from appliance.service.handoff.knobs import Knob, Number, Values, filled
from appliance.service.handoff.reads import WORDS_ONLY, Means
from appliance.service.handoff.rule import Reason
from appliance.service.handoff.rules.lexicon import pattern

if TYPE_CHECKING:
    from appliance.core.masking.text import MaskedText
    from appliance.service.handoff.drafted import Drafted
    from appliance.service.handoff.rule import Situation

_LONGEST = 40  # characters; "这样不对吗" inside a long question is part of the question


class RejectedTwice:
    """On the question only."""

    name = "rejected_twice"
    title = ("客户否定回答", "The visitor turns answers down")
    about = (
        "客户说“不对”“不是这个”“没听懂”之类，次数够了就转。",
        "“That is wrong”, “not what I asked”: after so many the AI stops guessing.",
    )
    knobs: ClassVar[tuple[Knob, ...]] = (
        Number("times", 2, 1, 5, ("否定几次", "Answers turned down")),
        Number("look_back", 6, 2, 12, ("向前看几条消息", "Messages looked back")),
    )

    def __init__(self, means: Means = WORDS_ONLY, values: Values | None = None) -> None:
        self._set = filled(self.knobs, values)

    def on_question(self, turn: Situation) -> Reason | None:
        """This message and earlier ones of the last few turn an answer down."""
        if not rejects(turn.question):
            return None
        said = [text for role, text in turn.history[-self._set["look_back"] :] if role in ("user", "visitor")]
        times = 1 + sum(map(rejects, said))
        if times < self._set["times"]:
            return None
        return (
            Reason(
                "rejected_twice",
                "客户两次否定回答",
                "The customer turned down two answers",
                "two rejections",
                self.name,
            )
            if times == 2
            else Reason(
                "rejected_twice",
                "客户否定回答",
                "The customer turns the answers down",
                f"rejections {times}",
                self.name,
            )
        )

    def on_draft(self, turn: Situation, draft: Drafted) -> Reason | None:
        """Never."""
        return None


def rejects(text: MaskedText) -> bool:
    """Whether a message turns down the answer before it."""
    said = str(text)
    asks_back = said.rstrip().endswith(("吗", "吗？", "吗?"))
    return (
        len(said) <= _LONGEST * (3 if said.isascii() else 1)
        and not asks_back
        and bool(pattern("rejects").search(said))
    )
