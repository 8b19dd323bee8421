"""What the first text leaves unsaid of a question is said by another one beside it."""

from __future__ import annotations

from appliance.ai.answering.choosing import says_the_rest
from appliance.ai.answering.evidence import Weighed
from appliance.ai.answering.likeness import NAMES, Likeness
from appliance.ai.answering.vocabulary import Vocabulary
from appliance.ai.knowledge.hits import Hit, Source
from appliance.core.masking.tagger import Tagger

LOUNGE = "贵宾厅每年6次，带一位同伴占用1次。"
TRAIN = "贵宾厅每年6次。高铁与机场的次数合并计算。"
WASH = "洗车每季3次，须提前领券。"


def test_the_best_text_that_says_the_rest_is_taken() -> None:
    vocabulary = Vocabulary([LOUNGE, TRAIN, WASH], Tagger())
    words = vocabulary.words("贵宾厅几次，坐高铁的也算吗")

    def weighed(text: str, rank: float, why_not: str | None = None) -> Weighed:
        hit = Hit("passage", text, None, text, "", "zh", 0.9, 0.9, 1.0, "手册", Source("d", "手册"))
        likeness = Likeness(tuple(0.0 for _ in NAMES), vocabulary.reading(words, text), text)
        return Weighed(hit, likeness, rank, 0.9, why_not)

    best, other, train = weighed(LOUNGE, 2.0), weighed(WASH, 1.9), weighed(TRAIN, 1.0)
    assert says_the_rest([best, other, train], [best]) is train
    assert says_the_rest([train, best, other], [train]) is None  # nothing is left to say
    assert says_the_rest([best, other, weighed(TRAIN, 0.1)], [best]) is None  # too far behind
    assert says_the_rest([best, weighed(TRAIN, 1.0, "no longer in force")], [best]) is None
