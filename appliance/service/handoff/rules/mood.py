"""The visitor is angry, or dissatisfied again, or the mood gets worse: a machine's next answer would only add to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from appliance.core.kit.errors import Unavailable
from appliance.service.handoff.reads import evidence, reading
from appliance.service.handoff.rule import Reason

if TYPE_CHECKING:
    from appliance.ai.answering.answer import Answer
    from appliance.ai.reading.reader import Reading
    from appliance.service.handoff.reads import Reads
    from appliance.service.handoff.rule import Situation

_ANGRY: Final = 0.6
_UNHAPPY: Final = 0.6
_WORSE: Final = 0.5
_LOOK_BACK: Final = 6


class Mood:
    """On the question only, and only with a reader: no list of words tells irony from praise."""

    name = "mood"

    def __init__(self, reads: Reads | None = None) -> None:
        self._reads = reads

    def on_question(self, turn: Situation) -> Reason | None:
        """Angry once; dissatisfied in this message and in an earlier one of the last few; or clearly worse than before."""
        read = reading(self._reads, turn)
        if read is None:
            return None
        if read.moods["angry"] >= _ANGRY:
            kept = evidence("angry", read.moods["angry"], read.version)
            return Reason("angry", "客户情绪激动", "The customer is angry", kept, self.name)
        if read.unhappy < _UNHAPPY:
            return None
        if read.worse >= _WORSE:
            kept = evidence("escalating", read.worse, read.version)
            return Reason("escalating", "客户情绪明显变差", "The customer's mood gets worse", kept, self.name)
        if before := self._unhappy_before(turn):
            kept = evidence("dissatisfied twice", min(read.unhappy, before.unhappy), read.version)
            return Reason(
                "dissatisfied", "客户多次表示不满", "The customer is dissatisfied again", kept, self.name
            )
        return None

    def on_draft(self, turn: Situation, answer: Answer) -> Reason | None:
        """Never."""
        return None

    def _unhappy_before(self, turn: Situation) -> Reading | None:
        """The newest of the visitor's last turns that was dissatisfied or angry, read by itself."""
        assert self._reads is not None
        for role, text in reversed(turn.history[-_LOOK_BACK:]):
            if role in ("user", "visitor"):
                try:
                    before = self._reads.read(text)
                except Unavailable:
                    return None
                if before.unhappy >= _UNHAPPY:
                    return before
        return None
