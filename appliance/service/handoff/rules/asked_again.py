"""The same question asked again: what was answered to it did not help."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final

from appliance.ai.answering import data_only, small_talk
from appliance.service.handoff.knobs import Knob, Number, Values, filled
from appliance.service.handoff.reads import WORDS_ONLY, Likens, Means, alike
from appliance.service.handoff.rule import Reason

if TYPE_CHECKING:
    from appliance.core.masking.text import MaskedText
    from appliance.service.handoff.drafted import Drafted
    from appliance.service.handoff.rule import Situation

SAME: Final = 0.955
"""Cosine from which two questions are the same one, where neither names what the other does not: 跨行 and 同行转账手续费
lie at .98, nearer than most rewordings."""
_SHORTEST: Final = 4  # characters; 好的 and 那呢 ask nothing by themselves
_MARKS: Final = re.compile(r"[\W_]+")
_FORM: Final = re.compile(
    r"请问|麻烦|帮我|给我|告诉我|我想|我要|问一下|查一下|一下|怎么样|怎么|怎样|如何|多少|几|什么时候|什么|哪里|哪儿|有没有|能不能|"
    r"可不可以|可以|是不是|要不要|需要|能否|[我你您的了吗呢吧啊呀么是要能会有收办又再就还请]"
)
_SMALL: Final = re.compile(
    r"\b(?:a|an|the|is|are|was|do|does|did|can|could|how|what|when|where|which|i|my|me|you|your|to|of|for|in|on|it|much|many"
    r"|please|will|would|should|tell)\b"
)


class AskedAgain:
    """On the draft, so that what the bank has published is said once more before a person comes."""

    name = "asked_again"
    title = ("重复提问", "The same question again")
    about = (
        "客户把已经答过的问题又问一遍，说明答复没有帮上忙；先重复已发布的答案，再转人工。",
        "A question that was answered is asked again, so the answer did not help; the published one is said once more, then a "
        "person comes.",
    )
    knobs: ClassVar[tuple[Knob, ...]] = (
        Number("times", 2, 2, 5, ("同一问题问到第几次", "Times the question is asked")),
        Number("near", SAME, 0.9, 1, ("相似度", "Likeness"), 0.005),
    )

    def __init__(self, means: Means = WORDS_ONLY, values: Values | None = None) -> None:
        self._likens = means.likens
        self._set = filled(self.knobs, values)

    def on_question(self, turn: Situation) -> Reason | None:
        """Never."""
        return None

    def on_draft(self, turn: Situation, draft: Drafted) -> Reason | None:
        """As often as that within what the AI has been asked."""
        times = 1 + sum(
            same_question(self._likens, each.question, turn.question, self._set["near"])
            for each in turn.exchanges
        )
        if times < self._set["times"]:
            return None
        return Reason(
            "asked_again",
            f"同一问题问了 {times} 次",
            f"The same question was asked {times} times",
            f"asked {times}",
            self.name,
        )


def same_question(likens: Likens | None, one: MaskedText, other: MaskedText, near: float) -> bool:
    """Whether two messages ask the same; small talk and bare values ask nothing."""
    bare = [_MARKS.sub("", str(text)).lower() for text in (one, other)]
    if min(map(len, bare)) < _SHORTEST or any(map(_asks_nothing, (one, other))):
        return False
    if bare[0] == bare[1]:
        return True
    mine, others = map(_named, (one, other))
    if mine - others and others - mine:
        return False  # each names something that the other does not
    likeness = alike(likens, one, other)
    return likeness is not None and likeness >= near


def _named(text: MaskedText) -> set[str]:
    """What a question is about, form words left out: words in English, signs in Chinese."""
    said = str(text).lower()
    if said.isascii():
        return set(re.findall(r"[a-z0-9]+", _SMALL.sub(" ", said)))
    return set(_MARKS.sub("", _FORM.sub("", said)))


def _asks_nothing(text: MaskedText) -> bool:
    return small_talk.kind(str(text)) is not None or data_only.asks_nothing(str(text))
