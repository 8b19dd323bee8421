"""Addresses that lead to a door."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.address import Address

FOUND = [
    ("住址：滨江大道290弄26号111室", ["滨江大道290弄26号111室"]),
    ("新卡寄到四川省金川县凤凰街295弄12号130室，", ["四川省金川县凤凰街295弄12号130室"]),
    ("I live at 902 Maple Street, Boston", ["902 Maple Street, Boston"]),
]
LEFT_ALONE = [
    "我在上海",
    "张江高科附近的网点",
    "3栋楼下有ATM吗",
    "取号机A0123号",
    "白云机场能换外币吗",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Address(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Address(), text) == []
