"""Identity cards of Hong Kong and Taiwan."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.hktw_id import HkTwId, hongkong_check

FOUND = [
    ("5 120846(3) 澳门身份证", ["5 120846(3)"]),
    ("P950919(8)", ["P950919(8)"]),
    ("A123456789", ["A123456789"]),
    ("台湾身份证字号H229447023", ["H229447023"]),
    ("香港身份證 C 138 839 (6)", ["C 138 839 (6)"]),
    ("HKID: A936812/7", ["A936812/7"]),
    ("澳門居民身份證1298374(5)", ["1298374(5)"]),
    ("舊格式5/123456/7", ["5/123456/7"]),
    ("身分證字號 A 293518947", ["A 293518947"]),
    ("H240977250，我的台湾身份证", ["H240977250"]),
]
LEFT_ALONE = [
    "A123456780",
    "业务编号A12345678",
]


@pytest.mark.parametrize(
    ("number", "right"),
    [("A1234563", True), ("AB9876543", True), ("G123456A", True), ("A1234564", False), ("A123", False)],
)
def test_the_check_digit_of_hong_kong(number, right):
    assert hongkong_check(number) is right


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(HkTwId(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(HkTwId(), text) == []
