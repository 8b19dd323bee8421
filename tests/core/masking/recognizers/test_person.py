"""Names of people."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.person import Person

FOUND = [
    ("我叫王小明，", ["王小明"]),
    ("我是陈女士", ["陈"]),
    ("免贵姓王", ["王"]),
    ("名字石娟业，", ["石娟业"]),
    ("my name is Wei Zhou and", ["Wei Zhou"]),
    ("My name is john smith", ["john smith"]),
    ("Mr. ZHOU Meiling approved", ["ZHOU Meiling"]),
    ("我儿子令狐杰今年上大学", ["令狐杰"]),
]
LEFT_ALONE = [
    "高端卡年费多少",
    "安心贷怎么申请",
    "零存整取怎么算",
    "I am Chinese",
    "Bank of China",
    "谢谢",
    "老师优惠贷款有吗",
    "行长接待日是哪天",
    "Merry Christmas",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Person(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Person(), text) == []
