"""The visitor asks for a person, in any wording. The first wish of bank customers: one message is enough.

A list of words is the sure first step; a wish in other words is read by meaning, and what is read clearly
otherwise (人工到底收不收费) is no wish for all its words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from appliance.service.handoff.knobs import Knob, Number, Values, filled
from appliance.service.handoff.reads import WORDS_ONLY, Means, evidence, reading
from appliance.service.handoff.rule import Asked, Reason
from appliance.service.handoff.rules.lexicon import pattern

if TYPE_CHECKING:
    from appliance.service.handoff.drafted import Drafted
    from appliance.service.handoff.rule import Situation

_SURE = 10  # characters; a message as short as this that has the words means them
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
    title = ("客户要求人工", "The visitor asks for a person")
    about = (
        "任何说法、任何时候，一条消息就够；也包括对“需要为您转人工吗”的肯定答复。",
        "In any wording, at any time, one message is enough; also a yes to our own offer.",
    )
    knobs: ClassVar[tuple[Knob, ...]] = (
        Number("enough", 0.5, 0.05, 0.95, ("按语义判断的把握", "Chance by meaning"), 0.01),
        Number("with_words", 0.3, 0.0, 0.95, ("句中已有相关字词时", "Where such words are in it"), 0.01),
    )

    def __init__(self, means: Means = WORDS_ONLY, values: Values | None = None) -> None:
        self._reads = means.reads
        self._set = filled(self.knobs, values)

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
        enough = self._set["with_words" if worded else "enough"]
        if read.person < enough or not (worded or self._anew(turn, enough)):
            return None
        return _reason(evidence("wants_person", read.person, read.version))

    def _anew(self, turn: Situation, enough: float) -> bool:
        """Whether the wish is there without what came before a person's words: that one was granted."""
        served = [n for n, (role, _) in enumerate(turn.history) if role == "agent"]
        if not served:
            return True
        alone = reading(self._reads, Asked(turn.question, turn.history[served[-1] + 1 :]))
        return alone is not None and alone.person >= enough

    def on_draft(self, turn: Situation, draft: Drafted) -> Reason | None:
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
