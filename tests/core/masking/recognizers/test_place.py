"""Places and organisations."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.place import Place

FOUND = [
    ("我在上海", ["上海"]),
    ("公司苏州恒达信息技术股份有限公司", ["苏州恒达信息技术股份有限公司"]),
]
LEFT_ALONE = [
    "余额是多少",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Place(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Place(), text) == []
