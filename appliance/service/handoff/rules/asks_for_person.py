"""The visitor asks for a person, in any wording. The first wish of bank customers: one message is enough."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from appliance.service.handoff.rule import Reason
from appliance.service.handoff.rules.lexicon import pattern

if TYPE_CHECKING:
    from appliance.ai.answering.answer import Answer
    from appliance.service.handoff.rule import Situation

_MARKS = re.compile(r"[\s，。！？、,!；;：:~～…]+")
_AGREES = re.compile(
    "^(?:好的?|行|可以的?|嗯+|要|需要|是的?|对|麻烦(?:了|你了|您了)?|(?:好的?|请)?转(?:吧)?"
    "|ok|okay|yes|yes please|sure|please)$",
    re.IGNORECASE,
)
# Every sentence of ours that puts a person within reach (ai/answering/texts.py).
_OFFERED = re.compile(
    r"(?:需要为您|可以(?:随时)?(?:为您)?)转人工|(?:shall I|I can) pass you to", re.IGNORECASE
)


class AsksForPerson:
    """On the question only. Being asked whether it is human is not a wish for a person."""

    name = "asks_for_person"

    def on_question(self, turn: Situation) -> Reason | None:
        """Also a plain yes to our own offer to pass the visitor on."""
        if asks(str(turn.question)) or _agrees_to_offer(turn):
            return Reason("asks_for_person", "客户要求人工服务", "The customer asks for a person", "wording")
        return None

    def on_draft(self, turn: Situation, answer: Answer) -> Reason | None:
        """Never."""
        return None


def asks(text: str) -> bool:
    """Whether the message asks for a person."""
    for line in text.split("\n"):
        rest = pattern("no_person_meant").sub("※", line.strip())
        joined = rest if rest.isascii() else _MARKS.sub("", rest)
        if any(pattern("asks_for_person").search(form) for form in {rest, joined, *_MARKS.split(rest)}):
            return True
    return False


def _agrees_to_offer(turn: Situation) -> bool:
    if not turn.history or turn.history[-1][0] in ("user", "visitor"):
        return False
    said = _MARKS.sub(" ", str(turn.question)).strip()
    return bool(_OFFERED.search(str(turn.history[-1][1])) and _AGREES.match(said))
