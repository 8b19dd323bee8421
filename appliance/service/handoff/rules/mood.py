"""The visitor is angry, or dissatisfied again, or the mood gets worse: a machine's next answer would only add to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from appliance.core.kit.errors import Unavailable
from appliance.service.handoff.knobs import Knob, Number, Some, Values, filled
from appliance.service.handoff.reads import WORDS_ONLY, Means, evidence, reading
from appliance.service.handoff.rule import Reason

if TYPE_CHECKING:
    from appliance.service.handoff.drafted import Drafted
    from appliance.service.handoff.rule import Situation


class Mood:
    """On the question only, and only with a reader: no list of words tells irony from praise."""

    name = "mood"
    title = ("客户情绪", "The visitor's mood")
    about = (
        "激动一次即转；不满要在近几条消息里出现两次，或比之前明显变差。",
        "Angry once is enough; dissatisfied twice within the last messages, or clearly worse than before.",
    )
    knobs: ClassVar[tuple[Knob, ...]] = (
        Some(
            "moods",
            ("angry", "escalating", "dissatisfied"),
            ("计入的情绪", "Moods that count"),
            {
                "angry": ("激动", "angry"),
                "escalating": ("越来越差", "getting worse"),
                "dissatisfied": ("再次不满", "dissatisfied again"),
                "anxious": ("焦急", "anxious"),
            },
        ),
        Number("angry", 0.6, 0.3, 0.95, ("判为激动的把握", "Chance of angry"), 0.01),
        Number("unhappy", 0.6, 0.3, 0.95, ("判为不满的把握", "Chance of dissatisfied"), 0.01),
        Number("worse", 0.5, 0.2, 0.95, ("判为变差的把握", "Chance of getting worse"), 0.01),
        Number("anxious", 0.7, 0.3, 0.95, ("判为焦急的把握", "Chance of anxious"), 0.01),
        Number("look_back", 6, 2, 12, ("向前看几条消息", "Messages looked back")),
    )

    def __init__(self, means: Means = WORDS_ONLY, values: Values | None = None) -> None:
        self._reads = means.reads
        self._set = filled(self.knobs, values)

    def on_question(self, turn: Situation) -> Reason | None:
        """The gravest mood that counts."""
        read = reading(self._reads, turn)
        if read is None:
            return None
        moods, least = self._set["moods"], self._set
        if "angry" in moods and read.moods["angry"] >= least["angry"]:
            kept = evidence("angry", read.moods["angry"], read.version)
            return Reason("angry", "客户情绪激动", "The customer is angry", kept, self.name)
        if read.unhappy >= least["unhappy"]:
            if "escalating" in moods and read.worse >= least["worse"]:
                kept = evidence("escalating", read.worse, read.version)
                return Reason(
                    "escalating", "客户情绪明显变差", "The customer's mood gets worse", kept, self.name
                )
            if "dissatisfied" in moods and (before := self._unhappy_before(turn)):
                kept = evidence("dissatisfied twice", min(read.unhappy, before), read.version)
                return Reason(
                    "dissatisfied", "客户多次表示不满", "The customer is dissatisfied again", kept, self.name
                )
        if "anxious" in moods and read.moods["anxious"] >= least["anxious"]:
            kept = evidence("anxious", read.moods["anxious"], read.version)
            return Reason("anxious", "客户焦急", "The customer is anxious", kept, self.name)
        return None

    def on_draft(self, turn: Situation, draft: Drafted) -> Reason | None:
        """Never."""
        return None

    def _unhappy_before(self, turn: Situation) -> float | None:
        """How likely the newest of the visitor's last turns was dissatisfied or angry that counts as such: as it was kept when
        it came, else read after its own history."""
        assert self._reads is not None
        turns = turn.history
        for at in range(len(turns) - 1, max(0, len(turns) - self._set["look_back"]) - 1, -1):
            role, text = turns[at]
            if role in ("user", "visitor"):
                chance = turn.felt.get(at)
                if chance is None:
                    try:
                        chance = self._reads.read(text, turns[:at]).unhappy
                    except Unavailable:
                        return None
                if chance >= self._set["unhappy"]:
                    return chance
        return None
