"""Card verification values."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.cvv import Cvv

FOUND = [
    ("卡片验证值：475", ["475"]),
    ("CVV是998，", ["998"]),
    ("cvn2 1234", ["1234"]),
    ("安全码：361", ["361"]),
    ("cvv880对不对", ["880"]),
    ("卡背后三个数502", ["502"]),
    ("安全码：4 4 7", ["4 4 7"]),
    ("128是卡背面三位", ["128"]),
    ("6217005730913623782 09/30 158", ["158"]),
    ("签名条上印 6012 290", ["290"]),
    ("amex four digit code 9021", ["9021"]),
    ("6217005730913623782|09|30|158", ["158"]),
    ("提示security code invalid，我输的733", ["733"]),
]
LEFT_ALONE = [
    "CVV是什么意思",
    "安全码在卡背面吗",
    "998",
    "安全码是3位",
    "背面三位磨没了，等了365天",
    "背面末三位没有，日期0829",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Cvv(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Cvv(), text) == []
