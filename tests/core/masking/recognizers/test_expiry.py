"""Card expiry dates."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.expiry import Expiry

FOUND = [
    ("有效期05/2029", ["05/2029"]),
    ("exp 0132", ["0132"]),
    ("有效期2028年2月", ["2028年2月"]),
    ("it expires 11/31", ["11/31"]),
]
LEFT_ALONE = [
    "合同有效期2028年2月",
    "有效期2025-01-01",
    "05/2029",
    "身份证有效期2028年2月",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Expiry(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Expiry(), text) == []
