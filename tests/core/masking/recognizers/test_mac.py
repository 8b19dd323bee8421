"""Hardware addresses."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.mac import Mac

FOUND = [
    ("地址是0A-15-CB-4C-AF-65，", ["0A-15-CB-4C-AF-65"]),
    ("FF:40:3A:85:F3:C5", ["FF:40:3A:85:F3:C5"]),
]
LEFT_ALONE = [
    "0A-15-CB-4C-AF",
    "2024-11-03-10-20-30-40",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Mac(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Mac(), text) == []
