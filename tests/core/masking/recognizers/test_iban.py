"""International account numbers."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.iban import Iban

FOUND = [
    ("IBAN GB82 WEST 1234 5698 7654 32 好", ["GB82 WEST 1234 5698 7654 32"]),
    ("DE89370400440532013000", ["DE89370400440532013000"]),
]
LEFT_ALONE = [
    "DE89370400440532013001",
    "AB12CD34",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Iban(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Iban(), text) == []
