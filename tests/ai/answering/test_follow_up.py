"""A question after another one: what it takes from the earlier one, and when it stands by itself."""

from __future__ import annotations

import pytest

from appliance.ai.answering.follow_up import may_stand_alone, understood, whole_question
from appliance.ai.answering.vocabulary import Vocabulary
from appliance.core.masking.tagger import Tagger
from appliance.core.masking.text import MaskedText

TEXTS = [
    "卡\n卡种=潮汐卡; 年费=80元",
    "卡\n卡种=贝壳卡; 年费=0元",
    "宽限期为3日，超过宽限期的按1.4倍计收罚息。",
    "旅行险境外90元保7日，每多1日加9元。",
]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(TEXTS, Tagger())


@pytest.mark.parametrize(
    ("earlier", "now", "clause"),
    [
        (
            "潮汐卡年费多少",
            "一天最多转几多",
            "潮汐卡 一天最多转多少",
        ),  # what it was about, not what was asked
        ("潮汐卡年费多少", "那贝壳卡呢", "年费多少 那贝壳卡呢"),  # another of its kind, the same asked of it
        ("潮汐卡宽限期几天", "过了之后罚息按几倍收", "潮汐卡 过了之后罚息按几倍收"),
    ],
)
def test_what_a_later_question_asks(vocabulary: Vocabulary, earlier: str, now: str, clause: str) -> None:
    said = MaskedText.trusted(now)
    whole = whole_question(said, [("visitor", MaskedText.trusted(earlier))], vocabulary)
    asked = understood(said, whole, vocabulary)
    assert (asked.clause.strip(), asked.parts) == (clause, ())


@pytest.mark.parametrize(
    ("now", "alone"),
    [
        ("贝壳卡年费多少", True),
        ("一天最多转多少", False),  # it names nothing
        ("那贝壳卡呢", False),
        ("贝壳卡", False),
    ],
)
def test_what_may_stand_alone(vocabulary: Vocabulary, now: str, alone: bool) -> None:
    assert may_stand_alone(MaskedText.trusted(now), vocabulary) is alone


def test_a_long_question_takes_nothing_from_the_earlier_one(vocabulary: Vocabulary) -> None:
    now = MaskedText.trusted("我想问问旅行险如果在境外多待几天每天另外还要加多少保费")
    before = [("visitor", MaskedText.trusted("潮汐卡年费多少"))]
    assert whole_question(now, before, vocabulary) == str(now)


ROWS = [
    *(
        f"Item={kind} {fee}; Price=1"
        for kind in ("Prepaid", "Credit", "Savings")
        for fee in ("annual fee", "loss fee")
    ),
    *(
        f"项目={kind}{fee}; 标准=1"
        for kind in ("纪念金", "铂金", "钻石金")
        for fee in ("卡主卡年费", "卡挂失费")
    ),
]


@pytest.mark.parametrize(
    ("said", "alone"),
    [
        ("铂金", True),
        ("铂金呢？", True),
        ("the prepaid one", True),
        ("Savings?", True),
        ("PREPAID", True),
        ("铂金卡年费", False),
        ("prepaid fee", False),
        ("cheques", False),
        ("", False),
    ],
)
def test_a_message_may_be_one_kind_and_nothing_else(said: str, alone: bool) -> None:
    assert Vocabulary(ROWS, Tagger()).only_kinds(said) is alone
