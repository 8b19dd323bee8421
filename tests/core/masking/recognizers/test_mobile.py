"""Mobile numbers in the forms people type."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.mobile import Mobile

FOUND = [
    ("手机13812345678好", ["13812345678"]),
    ("+86 138-1234-5678", ["+86 138-1234-5678"]),
    ("8613812345678", ["8613812345678"]),
    ("幺三八一二三四五六七八", ["幺三八一二三四五六七八"]),
    ("壹叁捌壹贰叁肆伍陆柒捌", ["壹叁捌壹贰叁肆伍陆柒捌"]),
    ("1 3 8 1 2 3 4 5 6 7 8", ["1 3 8 1 2 3 4 5 6 7 8"]),
    ("１３８１２３４５６７８", ["１３８１２３４５６７８"]),
    ("打138一二三四5678", ["138一二三四5678"]),
    ("+1 415 555 2671", ["+1 415 555 2671"]),
    ("0937-418-265", ["0937-418-265"]),
    ("1️⃣3️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", ["1️⃣3️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8"]),
]
LEFT_ALONE = [
    "12812345678",
    "1381234567",
    "138123456789",
    "SF13812345678",
    "13812345678.50元",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Mobile(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Mobile(), text) == []
