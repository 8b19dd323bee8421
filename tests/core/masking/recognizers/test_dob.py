"""Dates of birth, and no other dates."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.dob import Dob

FOUND = [
    ("出生日期是1959.06.20，", ["1959.06.20"]),
    ("出生年月日：19840712", ["19840712"]),
    ("我1997年7月19日出生", ["1997年7月19日"]),
    ("born on 3 May 1990", ["3 May 1990"]),
]
LEFT_ALONE = [
    "我2024年3月15日还的款",
    "合同2023-08-01签的",
    "生日有礼2元",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Dob(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Dob(), text) == []
