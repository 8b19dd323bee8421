"""Military certificates."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.military_id import MilitaryId

FOUND = [
    ("军官证沈字第0025240号", ["沈字第0025240号"]),
]
LEFT_ALONE = [
    "合同字第三条",
    "第123456号",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(MilitaryId(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(MilitaryId(), text) == []
