"""Qa pairs that ask the same: which agree, and which cannot both be right."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from appliance.ai.answering.agreement import conflicts
from appliance.ai.answering.vocabulary import Vocabulary
from appliance.core.masking.tagger import Tagger

CARDS = [
    f"项目={kind}{what}; 收费标准=10元"
    for kind in ("金卡", "白金卡", "普卡")
    for what in ("年费", "补卡费", "挂失费")
]


@dataclass
class Pair:
    id: str
    question: str
    answer: str
    phrasings: tuple[str, ...] = ()


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger()


def found(tagger: Tagger, *pairs: Pair) -> list[tuple[str, str, str]]:
    vocabulary = Vocabulary([*CARDS, *(pair.question + pair.answer for pair in pairs)], tagger)
    return [(each.kind, each.first, each.second) for each in conflicts(pairs, vocabulary)]


def test_the_same_question_with_another_number_is_a_contradiction(tagger: Tagger) -> None:
    one = Pair("a", "白金卡年费多少？", "每年 200 元。")
    other = Pair("b", "白金卡的年费是多少", "白金卡年费每年 300 元。")
    assert found(tagger, one, other) == [("contradiction", "a", "b")]


def test_the_same_number_written_otherwise_is_a_duplicate(tagger: Tagger) -> None:
    one = Pair("a", "提前还款违约金多少？", "按百分之一收取。")
    other = Pair("b", "提前还款的违约金是多少？", "1%")
    assert found(tagger, one, other) == [("duplicate", "a", "b")]


def test_a_phrasing_of_one_may_be_the_question_of_another(tagger: Tagger) -> None:
    one = Pair("a", "卡丢了怎么办？", "请拨打 95500。", ("怎么挂失银行卡",))
    other = Pair("b", "怎么挂失银行卡？", "请拨打 95501。")
    assert found(tagger, one, other) == [("contradiction", "a", "b")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("金卡年费多少？", "白金卡年费多少？"),
        ("三年期定期利率多少？", "五年期定期利率多少？"),
        ("信用卡积分多久过期？", "怎么查开户行？"),
    ],
)
def test_different_questions_are_left_alone(tagger: Tagger, one: str, other: str) -> None:
    assert found(tagger, Pair("a", one, "每年 100 元。"), Pair("b", other, "每年 200 元。")) == []


def test_contradictions_come_first(tagger: Tagger) -> None:
    pairs = [
        Pair("a", "怎么查开户行？", "在手机银行查。"),
        Pair("b", "怎么查开户行", "在手机银行查。"),
        Pair("c", "大额转账限额多少？", "每日 50 万元。"),
        Pair("d", "大额转账的限额是多少？", "每日 20 万元。"),
    ]
    assert [kind for kind, _, _ in found(tagger, *pairs)] == ["contradiction", "duplicate"]
