"""A message that asks two things is taken apart, and each part keeps what it is about."""

from __future__ import annotations

import pytest

from appliance.ai.answering import cases
from appliance.ai.answering.asked import part_of, read
from appliance.ai.answering.doubled import questions_of
from appliance.ai.answering.vocabulary import Vocabulary
from appliance.core.masking.tagger import Tagger


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("年费多少，额度多少", ("年费多少", "额度多少")),
        ("年费多少还有额度多少", ("年费多少", "额度多少")),
        ("扫码费率是多少，当日到账另外加多少", ("扫码费率是多少", "当日到账另外加多少")),
        ("一次最多换多少，除了总行还有哪家有", ("一次最多换多少", "除了总行还有哪家有")),
        ("海岸一年起购金额和最高收益率分别是多少", ("海岸一年起购金额多少", "海岸一年最高收益率多少")),
        ("金卡的年费和额度各是多少", ("金卡的年费多少", "金卡的额度多少")),
        ("松针存款起存金额和五年期利率", ("松针存款起存金额多少", "松针存款五年期利率多少")),
        ("金松等级的资产标准，还有一年几次代驾", ("金松等级的资产标准", "一年几次代驾")),
        ("金卡年费多少", ()),
        ("我家的地址和电话换了", ()),
        ("公司挂的是代办公司的地址，没有办公的地方，开户给开吗", ()),
        ("每次收的8元服务费，金卡能打几折", ()),
    ],
)
def test_what_a_message_asks_at_once(text: str, parts: tuple[str, ...]) -> None:
    assert questions_of(text) == parts


CARDS = [
    "卡\n卡种=潮汐卡; 年费=80元",
    "卡\n卡种=贝壳卡; 年费=0元",
    "对照\n项目=免息期; 潮汐卡=50天; 贝壳卡=20天",
    "对照\n项目=积分规则; 潮汐卡=1倍; 贝壳卡=2倍",
]


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("潮汐卡免息期几天，年费怎么免", "潮汐卡 年费怎么免"),  # 免息期 is what was asked of it
        ("潮汐卡额度多少，年费怎么免", "潮汐卡 年费怎么免"),
        ("潮汐卡额度多少，贝壳卡年费怎么免", "贝壳卡年费怎么免"),  # another of its kind
    ],
)
def test_a_later_question_is_about_what_the_first_one_named(question: str, about: str) -> None:
    vocabulary = Vocabulary(CARDS, Tagger())
    asked = read(question, vocabulary)
    last = part_of(asked, asked.parts[-1], vocabulary)
    assert (last.search, last.clause) == ((about,), about)


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("存满三年利率多少", "满36个月"),
        ("存了两年利率多少", "满24个月不满36个月"),
        ("存30个月利率多少", "满24个月不满36个月"),
        ("存3个月利率多少", "不满6个月"),
    ],
)
def test_a_row_that_ends_before_a_term_is_not_the_row_of_that_term(question: str, row: str) -> None:
    names = ("不满6个月", "满24个月不满36个月", "满36个月")
    fitting = [name for name in names if cases.fits_range(question, f"利率\n持有={name}; 利率=1%")]
    assert fitting == [row]
