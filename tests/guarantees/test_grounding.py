"""The promise: a sentence with a number that the bank has not published is never sent."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.ai.answering.gate import judge
from appliance.ai.answering.numerals import plain_forms
from appliance.ai.answering.quantities import quantities

FACTS = [
    "个人住房贷款满 1 年后提前还款不收违约金，未满 1 年按本金的 1% 收取，需提前 30 天申请。",
    "首套住房利率按 LPR 减 30 个基点确定，即年 3.20%。",
    "贷款期限最短 1 年，最长 30 年，借款人年龄与贷款期限之和不超过 70 年。",
    "公积金部分最高 600,000 元，夫妻双方均缴存的最高 1,000,000 元。",
    "还款日为每月 20 日，请在 17:00 前存足款项。",
    "白金卡年费为每年 3,600 元，持卡首年刷满 18 笔可减免次年年费。",
    "消费免收利息最长 56 天，最短 25 天。",
    "未还足最低还款额的，按未还部分的 5% 收取违约金，最低 10 元。",
    "境外人民币以外的交易收取 1.5% 的外汇兑换手续费。",
    "挂失前 72 小时内被盗刷的损失最高赔付 20,000 元。",
    "客户服务热线 400-000-6188，信用卡专线 400-000-6288。",
    "本标准自 2026 年 1 月 1 日起执行。",
    "大额存单起存金额 200,000 元，3 年期年利率 1.55%。",
    "登录密码连续输错 5 次，登录功能锁定 24 小时。",
    "网点周一至周五 9:00-17:00 营业。",
    "The annual fee of the platinum card is 3,600 yuan.",
    "After that, each withdrawal costs 4 yuan.",
    "The daily limit in the mobile app is 50,000 yuan.",
    "You must apply for early repayment 30 days ahead.",
    "The demand deposit rate is 0.05% a year.",
]


def _altered(fact: str, place: int, digit: str) -> str:
    spots = [m.start() for m in re.finditer(r"\d", fact)]
    spot = spots[place % len(spots)]
    return fact[:spot] + digit + fact[spot + 1 :]


def _lang(fact: str) -> str:
    return "en" if fact.isascii() else "zh"


@pytest.mark.parametrize("fact", FACTS)
def test_a_true_sentence_passes(fact: str) -> None:
    assert judge(fact, [fact], _lang(fact), frozenset(), None, None).ok


@given(st.sampled_from(FACTS), st.integers(0, 30), st.sampled_from("0123456789"))
def test_one_altered_digit_never_passes(fact: str, place: int, digit: str) -> None:
    wrong = _altered(fact, place, digit)
    same_value = _values(wrong) == _values(fact)  # the digit drawn may be the one that stood there
    assert judge(wrong, [fact], _lang(fact), frozenset(), None, None).ok == same_value


def test_five_hundred_altered_answers_are_all_blocked() -> None:
    """500 right answers, one digit altered in each: none passes, whichever of the facts it is held against."""
    chance = random.Random(4)
    sent = []
    for number in range(500):
        fact = FACTS[number % len(FACTS)]
        wrong = fact
        while _values(wrong) == _values(fact):
            wrong = _altered(fact, chance.randrange(40), str(chance.randrange(10)))
        if judge(wrong, FACTS, _lang(fact), frozenset(), None, None).ok:
            sent.append(wrong)
    assert sent == []


@pytest.mark.parametrize("fact", FACTS)
def test_numbers_of_one_sentence_may_not_change_places(fact: str) -> None:
    """最长 70 年 where 最长 30 年 is published: every number stands in the passage, but beside other words."""
    numbers = [q for q in quantities(fact) if q.kind not in ("date", "clock", "digits", "code")]
    for one in numbers:
        for other in numbers:
            if one.kind == other.kind and one.values != other.values:
                wrong = plain_forms(fact)
                wrong = wrong[: one.start] + other.shown + wrong[one.end :]
                assert not judge(wrong, [fact], _lang(fact), frozenset(), None, None).ok, wrong


def _values(text: str) -> list[str]:
    return [re.sub(r"^0+(?=\d)", "", digits) for digits in re.findall(r"\d+", text)]
