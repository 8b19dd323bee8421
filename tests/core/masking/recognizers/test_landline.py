"""Fixed lines with and without area code."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.landline import Landline

FOUND = [
    ("家里电话是02045175954，", ["02045175954"]),
    ("(0991)4389895", ["(0991)4389895"]),
    ("0755-26001234转8001", ["0755-26001234转8001"]),
    ("座机62345678", ["62345678"]),
    ("+86-898-3472899", ["+86-898-3472899"]),
]
LEFT_ALONE = [
    "0412",
    "2024-11-03",
    "62345678",
    "12345678901234",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Landline(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Landline(), text) == []
