"""QQ numbers."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.qq import QQ

FOUND = [
    ("联系QQ：1334679546", ["1334679546"]),
    ("我的qq号是10001", ["10001"]),
]
LEFT_ALONE = [
    "QQ钱包",
    "1334679546",
    "qq.com",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(QQ(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(QQ(), text) == []
