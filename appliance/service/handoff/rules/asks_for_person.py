"""The visitor asks for a person, in any wording. The first wish of bank customers: one message is enough.

A list of words is the sure first step; a wish in other words is read by meaning, and what is read clearly
otherwise (人工到底收不收费) is no wish for all its words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from appliance.service.handoff.reads import evidence, reading
from appliance.service.handoff.rule import Reason
from appliance.service.handoff.rules.lexicon import pattern

if TYPE_CHECKING:
    from appliance.ai.answering.answer import Answer
    from appliance.service.handoff.reads import Reads
    from appliance.service.handoff.rule import Situation

_SURE = 10  # characters; a message as short as this that has the words means them
_WITH_WORDS = 0.1  # the chance that is enough beside such words, and without them
_ENOUGH = 0.45
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

    def __init__(self, reads: Reads | None = None) -> None:
        self._reads = reads

    def on_question(self, turn: Situation) -> Reason | None:
        """Also a plain yes to our own offer to pass the visitor on."""
        if _agrees_to_offer(turn):
            return _reason("agreed to our offer")
        worded = asks(str(turn.question))
        if worded and len(turn.question) <= _SURE:
            return _reason("wording")
        read = reading(self._reads, turn)
        if read is None:
            return _reason("wording") if worded else None
        if read.person >= (_WITH_WORDS if worded else _ENOUGH):
            return _reason(evidence("wants_person", read.person, read.version))
        return None

    def on_draft(self, turn: Situation, answer: Answer) -> Reason | None:
        """Never."""
        return None


def _reason(seen: str) -> Reason:
    return Reason(
        "asks_for_person", "客户要求人工服务", "The customer asks for a person", seen, AsksForPerson.name
    )


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
