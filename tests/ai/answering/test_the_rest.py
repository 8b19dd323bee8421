"""What the first text leaves unsaid of a question is said by another one beside it, and nothing is said twice."""

from __future__ import annotations

import pytest

from appliance.ai.answering.asked import part_of, read
from appliance.ai.answering.choosing import says_the_rest, told
from appliance.ai.answering.evidence import Weighed
from appliance.ai.answering.likeness import NAMES, Likeness, parts_of
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


FEE = "白金卡年费为每年3,600元。持卡首年刷满18笔可减免次年年费。"


@pytest.mark.parametrize(
    ("second", "left"),
    [
        (
            "持卡首年刷满18笔可减免次年年费；已扣年费在扣款后30日内可申请退回。",
            "已扣年费在扣款后30日内可申请退回。",
        ),
        ("白金卡年费为每年3,600元。", ""),
        ("白金卡年费为每年3,800元。", "白金卡年费为每年3,800元。"),
        ("附属卡不收年费。", "附属卡不收年费。"),
    ],
)
def test_a_text_beside_another_says_only_what_is_new(second: str, left: str) -> None:
    vocabulary = Vocabulary([FEE, second], Tagger())

    def weighed(text: str) -> Weighed:
        hit = Hit("passage", text, None, text, "", "zh", 0.9, 0.9, 1.0, "手册", Source("d", "手册"))
        return Weighed(
            hit, Likeness(tuple(0.0 for _ in NAMES), vocabulary.reading([], text), text), 1.0, 0.9, None
        )

    assert told([weighed(FEE), weighed(second)]) == [FEE, left]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("（一）限额改为3万元。\n（二）期限改为7日。", ("（一）限额改为3万元。", "（二）期限改为7日。")),
        (
            "须带下列材料：\n（一）身份证；\n（二）户口簿。",
            ("须带下列材料：\n（一）身份证；\n（二）户口簿。",),
        ),
        ("（一）身份证；\n（二）户口簿。", ("（一）身份证；\n（二）户口簿。",)),
        ("第五条 到期结清。\n第六条 提前还款免费。", ("第五条 到期结清。", "第六条 提前还款免费。")),
    ],
)
def test_changes_that_a_notice_counts_up_stand_each_by_itself(text: str, parts: tuple[str, ...]) -> None:
    assert parts_of(text) == parts


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        ("秒结每天几点到几点，每笔要加多少", "秒结每天 每笔要加多少"),
        ("我上个月在你们总行的大厅里办了一张卡，还能不能退呢，年费多少", "年费多少"),
    ],
)
def test_a_later_question_that_names_nothing_is_about_what_the_first_begins_with(
    question: str, searched: str
) -> None:
    vocabulary = Vocabulary([LOUNGE, TRAIN, WASH], Tagger())
    asked = read(question, vocabulary)
    assert part_of(asked, asked.parts[-1], vocabulary).search == (searched,)
