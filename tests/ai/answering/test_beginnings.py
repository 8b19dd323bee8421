"""A name that begins as several of the bank's own do and goes on with another term is none of them."""

from __future__ import annotations

import pytest

from appliance.ai.answering.beginnings import Beginnings

NAMES = ["云帆三月", "云帆半年", "云帆一年", "松月贷", "松月卡", "单位活期", "单位七天"]


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("云帆两年期收益率多少", "云帆两年"),
        ("云帆季度的起购金额", "云帆季度"),
        ("云帆半年的募集期有几天", None),
        ("云帆最低收益率多少", None),  # of all of them
        ("松月三年利率多少", None),  # these are not named by terms
        ("单位两年定期利率多少", None),  # one alone is
    ],
)
def test_a_term_that_no_name_has(question: str, name: str | None) -> None:
    assert Beginnings(NAMES).another_term(question) == name


@pytest.mark.parametrize(
    ("question", "how_far"),
    [
        ("松月卡年费多少", 0.0),
        ("松月存折怎么开", 1.0),
        ("松月今天能办吗", 0.5),  # the bank writes 月今
        ("云帆两年起购多少", 2.0),
        ("保管箱多少钱", 0.0),
    ],
)
def test_a_beginning_that_goes_on_otherwise(question: str, how_far: float) -> None:
    assert Beginnings(NAMES).otherwise(question, {"月今"}.__contains__) == how_far


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("丙型保管箱一年租金多少", "丙型"),
        ("乙型保管箱一年租金多少", None),
        ("丁型保管箱一年租金多少", None),  # a text speaks of it
        ("远山四号最低收益是多少", "远山四号"),
        ("远山二号最低收益是多少", None),
        ("五月四号开门吗", None),  # a day
        ("第三级风险是什么", None),
        ("特大箱一年多少钱", "特大箱"),
        ("特大额转账要预约吗", None),
    ],
)
def test_one_of_a_series_that_no_text_writes(question: str, name: str | None) -> None:
    names = [
        "甲型",
        "乙型",
        "远山一号",
        "远山二号",
        "远山三号",
        "一号",
        "二号",
        "一级",
        "二级",
        "大箱",
        "小箱",
    ]
    written = " ".join([*names, "停办丁型保管箱"])
    assert Beginnings(names).another_rank(question, written.__contains__) == name
