"""Matters that belong to a person at once: fraud under way, complaints, legal threats, a death, danger to life.

Found by words that leave no doubt, and by meaning. A card merely lost, a fee to be paid back, a child or an old person in
need of help are answered first where the bank has published the answer (the loss report must not wait for a queue).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from appliance.service.handoff.reads import evidence, reading
from appliance.service.handoff.rule import Reason
from appliance.service.handoff.rules.lexicon import pattern

if TYPE_CHECKING:
    from appliance.ai.answering.answer import Answer
    from appliance.ai.reading.labels import Topic
    from appliance.service.handoff.reads import Reads
    from appliance.service.handoff.rule import Situation

_AT_ONCE = {
    "self_harm": (
        "客户可能有自伤风险，请立即接手",
        "The customer may be in danger; please take over at once",
    ),
    "fraud": ("疑似诈骗或盗用", "Possible fraud or misuse"),
    "bereavement": ("客户亲属离世", "A death in the customer's family"),
    "legal": ("客户提到诉讼、监管或媒体", "The customer mentions court, regulator or press"),
    "complaint": ("客户投诉", "A complaint"),
    "money_laundering": ("涉及出借账户或资金来源可疑", "Lent accounts or money of doubtful origin"),
}
_BY_MEANING: Final[dict[Topic, str]] = {
    "self_harm": "self_harm", "fraud": "fraud", "bereavement": "bereavement", "legal_threat": "legal",
    "regulator": "legal", "media_threat": "legal", "complaint": "complaint", "money_laundering": "money_laundering",
}  # fmt: skip
"""Topic as read -> reason, the gravest first."""
_UNANSWERED: Final[dict[Topic, tuple[str, str]]] = {
    "lost_card": ("卡片遗失或被盗", "A card is lost or stolen"),
    "refund": ("客户要求退还费用或扣款", "The customer wants money back"),
    "minor": ("涉及未成年人", "A minor is concerned"),
    "elderly": ("年长客户需要协助", "An elderly customer needs help"),
}
_ENOUGH: Final = 0.5
_ENOUGH_FOR: Final[dict[Topic, float]] = {"self_harm": 0.35}
"""A danger to life may not be missed; the others may be answered once more first."""


class Sensitive:
    """Lexicons in `lexicon/sensitive_*.txt`; general questions (投诉多少天答复) are not matters of one's own."""

    name = "sensitive"

    def __init__(self, reads: Reads | None = None) -> None:
        self._reads = reads

    def on_question(self, turn: Situation) -> Reason | None:
        """The gravest first."""
        text = pattern("sensitive_general").sub(" ", str(turn.question))
        for code, (zh, en) in _AT_ONCE.items():
            if code != "money_laundering" and pattern(f"sensitive_{code}").search(text):
                return Reason(code, zh, en, "lexicon", self.name)
        read = reading(self._reads, turn)
        if read is None:
            return None
        for topic, code in _BY_MEANING.items():
            chance = read.topics[topic]
            if chance < _ENOUGH_FOR.get(topic, _ENOUGH):
                continue
            if topic != "self_harm" and text != str(turn.question):
                return None  # a general question, known by its words
            return Reason(code, *_AT_ONCE[code], evidence(topic, chance, read.version), self.name)
        return None

    def on_draft(self, turn: Situation, answer: Answer) -> Reason | None:
        """What is answered first, when there was no answer."""
        return self.unanswered(turn) if answer.rung == "handoff" else None

    def unanswered(self, turn: Situation) -> Reason | None:
        """The reason that counts once the bank's own texts have no answer."""
        text = pattern("sensitive_general").sub(" ", str(turn.question))
        if pattern("sensitive_lost_card").search(text):
            return Reason("lost_card", *_UNANSWERED["lost_card"], "lexicon", self.name)
        read = reading(self._reads, turn)
        if read is None:
            return None
        for topic, (zh, en) in _UNANSWERED.items():
            if read.topics[topic] >= _ENOUGH:
                return Reason(topic, zh, en, evidence(topic, read.topics[topic], read.version), self.name)
        return None
