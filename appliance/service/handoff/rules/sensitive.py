"""Matters that belong to a person at once: fraud under way, complaints, legal threats, a death, danger to life.

A card merely lost is answered first (the loss report must not wait for a queue) and handed over when the answer is out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from appliance.service.handoff.rule import Reason
from appliance.service.handoff.rules.lexicon import pattern

if TYPE_CHECKING:
    from appliance.ai.answering.answer import Answer
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
}


class Sensitive:
    """Lexicons in `lexicon/sensitive_*.txt`; general questions (投诉多少天答复) are not matters of one's own."""

    name = "sensitive"

    def on_question(self, turn: Situation) -> Reason | None:
        """The gravest first."""
        text = pattern("sensitive_general").sub(" ", str(turn.question))
        for code, (zh, en) in _AT_ONCE.items():
            if pattern(f"sensitive_{code}").search(text):
                return Reason(code, zh, en, "lexicon")
        return None

    def on_draft(self, turn: Situation, answer: Answer) -> Reason | None:
        """A lost or stolen card: the visitor has read what to do when the person comes."""
        text = pattern("sensitive_general").sub(" ", str(turn.question))
        if answer.rung == "handoff" and pattern("sensitive_lost_card").search(text):
            return Reason("lost_card", "卡片遗失或被盗", "A card is lost or stolen", "lexicon")
        return None
