"""Card expiry dates."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.expiry import Expiry

FOUND = [
    ("有效期05/2029", ["05/2029"]),
    ("exp 0132", ["0132"]),
    ("有效期2028年2月", ["2028年2月"]),
    ("it expires 11/31", ["11/31"]),
    ("有效期二九年三月", ["二九年三月"]),
    ("exp Nov 2028", ["Nov 2028"]),
    ("效期0427", ["0427"]),
    ("6217005730913623782 09/30", ["09/30"]),
    ("卡到期时间2028年6月", ["2028年6月"]),
    ('{"exp":"2711"}', ["2711"]),
    ("这张卡明年三月就到期了", ["明年三月"]),
    ("6217005730913623782|09|30|158", ["09|30"]),
]
LEFT_ALONE = [
    "合同有效期2028年2月",
    "有效期2025-01-01",
    "05/2029",
    "身份证有效期2028年2月",
    "护照有效期2030年5月",
    "定期2027年3月到期",
    "合同到期时间2028年6月",
    "experience 2711",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Expiry(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Expiry(), text) == []
