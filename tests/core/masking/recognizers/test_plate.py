"""Vehicle plates."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.plate import Plate

FOUND = [
    ("车牌冀AK0PP3，", ["冀AK0PP3"]),
    ("川EASV46", ["川EASV46"]),
    ("京A·12345", ["京A·12345"]),
    ("粤BD12345", ["粤BD12345"]),
    ("陕E-TZY40", ["陕E-TZY40"]),
]
LEFT_ALONE = [
    "京ABCDEF",
    "苏宁",
    "新APPLE",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Plate(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Plate(), text) == []
