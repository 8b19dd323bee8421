"""International account numbers."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.iban import Iban

FOUND = [
    ("IBAN GB82 WEST 1234 5698 7654 32 好", ["GB82 WEST 1234 5698 7654 32"]),
    ("DE89370400440532013000", ["DE89370400440532013000"]),
    ("DE89370400440532013001", ["DE89370400440532013001"]),
    ("IBANDE89 3704 0044 0532 0130 00", ["DE89 3704 0044 0532 0130 00"]),
    ("DE8937O400440532013000", ["DE8937O400440532013000"]),
]
LEFT_ALONE = [
    "AB12CD34",
    "DE8937040044053201300",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Iban(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Iban(), text) == []
