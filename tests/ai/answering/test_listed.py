"""What a text counts up says that the rest is not there: no third home beside two, no pounds beside dollars, no 60 instalments."""

from __future__ import annotations

import pytest

from appliance.ai.answering.asked import part_of, read
from appliance.ai.answering.listed import Terms, absent
from appliance.ai.answering.vocabulary import Vocabulary
from appliance.core.masking.tagger import Tagger

HOMES = "第一套最低首付=20%; 第二套最低首付=25%"


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("第三套首付几成", HOMES, "第三套"),
        ("三套房首付几成", "首套20%，二套30%", "三套"),
        ("头一套首付几成", HOMES, None),
        ("买一套房首付几成", HOMES, None),  # how many, not which
        ("第三张收费吗", "第一张免费，第二张起每张10元", None),  # the list goes on
        ("D型保管箱租金", "A型240元，B型420元，C型900元", "D型"),
        ("C型保管箱租金", "A型240元，B型420元，C型900元", None),
        ("英镑现钞提前几天约", "美元5000元以上须提前1个工作日预约", "英镑"),
        ("英镑现钞提前几天约", "等值5万美元以上须提前预约", None),  # a measure for every currency
        ("英镑现钞提前几天约", "美元提前1日，其他币种提前3日", None),
        (
            "英镑现钞提前几天约",
            "泰铢提前3日预约，其他网点不办理",
            "英镑",
        ),  # other places, no other currencies
        ("港币能汇吗", "币种：港元、泰铢", None),
    ],
)
def test_members_of_a_list(question: str, text: str, missing: str | None) -> None:
    assert absent(question, text) == missing


RATES = [
    "费率表 分期\n产品=海程分期（新车）; 期数=12、24期; 费率=0.24%",
    "费率表 分期\n产品=海程分期（二手车）; 期数=36期; 费率=0.41%",
    "利率表 存款\n储种=通知存款; 期限=七天; 利率=0.70",
    "利率表 贷款\n产品=安居贷款; 期限=最长30年; 利率=3.1",
    "2024年利率（已停用）\n产品=年轮存款; 期限=2年; 利率=2.1",
]


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("海程分期分60期费率多少", "60期"),
        ("海程分期分36期费率多少", None),
        ("海程分期已经还了18期，提前结清收费吗", None),  # how far it has come
        ("一天通知存款利率", "一天"),
        ("七天通知存款利率", None),
        ("安居贷款能贷40年期吗", None),  # a limit is no list
        ("五年期年轮存款利率", None),  # a sheet out of use lists nothing
    ],
)
def test_terms_of_a_product(question: str, term: str | None) -> None:
    assert Terms(RATES).absent(question) == term


def test_a_question_of_two_is_about_what_was_named_before_not_about_what_else_is_asked() -> None:
    """年费 is what the first question asks for, 6期 only comes after it."""
    texts = [
        "卡\n卡种=潮汐卡; 年费=80元",
        "分期\n产品=账单分期; 期数=6期; 费率=0.68%",
        "卡\n卡种=贝壳卡; 年费=0元",
    ]
    vocabulary = Vocabulary(texts, Tagger())
    asked = read("潮汐卡年费多少，账单分期6期费率多少", vocabulary)
    first, second = (part_of(asked, part, vocabulary) for part in asked.parts)
    assert "分期" not in first.said
    assert "潮汐卡" in second.said
    assert "年费" not in second.said
