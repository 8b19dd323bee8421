"""Matters that belong to a person at once: fraud under way, complaints, legal threats, a death, danger to life.

Found by words that leave no doubt, and by meaning. A card merely lost, a fee to be paid back, a child or an old person in
need of help are answered first where the bank has published the answer (the loss report must not wait for a queue).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from appliance.service.handoff.knobs import Knob, Number, Values, filled
from appliance.service.handoff.reads import WORDS_ONLY, Means, evidence, nearest, reading
from appliance.service.handoff.rule import Reason
from appliance.service.handoff.rules.lexicon import pattern
from appliance.service.handoff.topics import KNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from appliance.ai.reading.labels import Topic
    from appliance.ai.reading.reader import Reading
    from appliance.service.handoff.drafted import Drafted
    from appliance.service.handoff.rule import Situation

CODES: Final[Mapping[Topic, str]] = {
    "self_harm": "self_harm", "fraud": "fraud", "bereavement": "bereavement", "legal_threat": "legal",
    "regulator": "legal", "media_threat": "legal", "complaint": "complaint", "money_laundering": "money_laundering",
    "lost_card": "lost_card", "refund": "refund", "minor": "minor", "elderly": "elderly",
}  # fmt: skip
"""Topic as read -> code of the matter, the gravest first."""
_WORDED: Final = ("self_harm", "fraud", "bereavement", "legal", "complaint", "lost_card")
"""Matters that have a list of words."""

_CALM: Final = frozenset({"neutral", "satisfied"})
_DISTRESS: Final = 0.6
"""Chosen on authors left out: seven more of 458 in danger are found, and of 780 everyday questions no more go to a person."""


class Sensitive:
    """Lexicons in `lexicon/sensitive_*.txt`; general questions (投诉多少天答复) are not matters of one's own."""

    name = "sensitive"
    title = ("敏感业务", "Sensitive business")
    about = (
        "自伤、诈骗、亲属离世、诉讼与监管、投诉、洗钱等，按字词和语义判断；哪些算、先不先答，在“业务主题”里设置。",
        "Self-harm, fraud, bereavement, legal threats, complaints and the like, by words and meaning; which count, and "
        "whether they are answered first, is set under “Topics”.",
    )
    knobs: ClassVar[tuple[Knob, ...]] = (
        Number("enough", 0.5, 0.1, 0.95, ("按语义判断的把握", "Chance by meaning"), 0.01),
        # A danger to life may not be missed; the others may be answered once more first.
        Number("self_harm", 0.35, 0.05, 0.6, ("自伤风险的把握", "Chance of self-harm"), 0.01),
    )

    def __init__(self, means: Means = WORDS_ONLY, values: Values | None = None) -> None:
        self._means = means
        self._set = filled(self.knobs, values)
        self._topics = {code: means.topics.get(code, topic) for code, topic in KNOWN.items()}

    def on_question(self, turn: Situation) -> Reason | None:
        """What is handed over before any answer, the gravest first."""
        return self._found(turn, at_once=True)

    def on_draft(self, turn: Situation, draft: Drafted) -> Reason | None:
        """What is answered first, when there was no answer."""
        return self.unanswered(turn) if draft.rung == "handoff" else None

    def unanswered(self, turn: Situation) -> Reason | None:
        """The reason that counts once the bank's own texts have no answer."""
        return self._found(turn, at_once=False)

    def _found(self, turn: Situation, *, at_once: bool) -> Reason | None:
        wanted = [code for code, topic in self._topics.items() if topic.on and topic.at_once == at_once]
        if not wanted:
            return None
        text = pattern("sensitive_general").sub(" ", str(turn.question))
        for code in wanted:
            if code in _WORDED and pattern(f"sensitive_{code}").search(text):
                return self._reason(turn, code, "lexicon")
        read = reading(self._means.reads, turn)
        if read is None:
            return None
        for topic, code in CODES.items():
            chance = read.topics[topic]
            if code not in wanted or chance < self._least(topic, read):
                continue
            if at_once and topic != "self_harm" and text != str(turn.question):
                return None  # a general question, known by its words
            return self._reason(turn, code, evidence(topic, chance, read.version))
        return None

    def _least(self, topic: Topic, read: Reading) -> float:
        """From which chance on a matter counts. People in danger rarely write calmly, everyday questions are calm: in distress
        less is enough for a danger to life."""
        least: float = self._set.get(topic, self._set["enough"])
        return least * _DISTRESS if topic == "self_harm" and read.mood not in _CALM else least

    def _reason(self, turn: Situation, code: str, seen: str) -> Reason | None:
        """Nothing where the bank has said that what sounds like this is not meant."""
        topic = self._topics[code]
        if code != "self_harm" and topic.unlike:
            here = nearest(self._means.likens, turn.question, topic.unlike)
            if here >= UNLIKE:
                return None
        return Reason(code, topic.zh, topic.en, seen, self.name)


UNLIKE: Final = 0.95
"""From this cosine on a message is what the bank has named as not meant."""
