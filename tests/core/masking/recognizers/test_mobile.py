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
    ("1️⃣3️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", ["1️⃣3️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8"]),
    ("(138)0013-8000", ["(138)0013-8000"]),
    ("013812345678前头多打了个零", ["013812345678"]),
    ("手机号1381234567少一位", ["1381234567"]),
    ("1380O138OOO", ["1380O138OOO"]),
]
LEFT_ALONE = [
    "12812345678",
    "单号013812345678",
    "对公户1202 0214 1990 0087 265",
    "1381234567",
    "138123456789",
    "SF13812345678",
    "13812345678.50元",
    "2024-06-11 02:13 45.77.180.21",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Mobile(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Mobile(), text) == []
