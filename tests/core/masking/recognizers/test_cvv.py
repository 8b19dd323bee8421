"""Card verification values."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.cvv import Cvv

FOUND = [
    ("CVV是998，", ["998"]),
    ("cvn2 1234", ["1234"]),
    ("安全码：361", ["361"]),
]
LEFT_ALONE = [
    "CVV是什么意思",
    "安全码在卡背面吗",
    "998",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Cvv(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Cvv(), text) == []
