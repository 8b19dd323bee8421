"""An approved pair that was made for one term answers for no other: 美元一年定期 says nothing of three years."""

from __future__ import annotations

import pytest

from appliance.ai.answering.cases import another_term, term_unlisted, unlisted


@pytest.mark.parametrize(
    ("question", "wordings", "term"),
    [
        ("美元三年定期利率", ["美元一年定期利率多少？"], "三年"),
        ("美元一年定期利率", ["美元一年定期利率多少？"], None),
        ("12个月的定期利率", ["美元一年定期利率多少？"], None),  # a year is 12 months
        ("账单分期6期每期费率", ["账单分期12期手续费多少？"], "6期"),
        ("账单分期6期每期费率", ["账单分期手续费多少？", "12期和6期怎么收"], None),
        ("美元三年定期利率", ["美元定期利率多少？"], None),  # made for every term
        ("已经还了20期，提前还要收钱吗", ["12期分期提前还收钱吗？"], None),  # how far it has come, no term
        ("开户3年了能提额吗", ["满1年能提额吗？"], None),
    ],
)
def test_a_pair_made_for_another_term(question: str, wordings: list[str], term: str | None) -> None:
    assert another_term(question, wordings) == term


@pytest.mark.parametrize(
    ("question", "term"), [("单笔分期7期一期收百分之几", "7期"), ("单笔分期6期一期收百分之几", None)]
)
def test_an_instalment_is_the_measure_of_a_fee_and_no_term(question: str, term: str | None) -> None:
    table = [f"期数={n}期; 白金卡=0.{n}%" for n in (3, 6, 12)]
    assert term_unlisted(question, table, table[1:2]) == term
    assert unlisted(question, "分期期数：3期、6期、12期。") == term
