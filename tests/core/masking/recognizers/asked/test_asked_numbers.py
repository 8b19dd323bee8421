"""Bare values that answer a question; the same values without the question stay."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.asked.numbers import AskedNumber

ANSWERS = [
    ("QQ", "10001234", "10001234"),
    ("PASSPORT", "e1234567", "e1234567"),
    ("MOBILE", "62345678", "62345678"),
]
NO_ANSWERS = []


@pytest.mark.parametrize(("kind", "text", "value"), ANSWERS)
def test_taken_when_asked(finds, kind, text, value):
    assert value in finds(AskedNumber(), text, [kind])
    assert finds(AskedNumber(), text) == []


@pytest.mark.parametrize(("kind", "text"), NO_ANSWERS)
def test_not_every_word_is_an_answer(finds, kind, text):
    assert finds(AskedNumber(), text, [kind]) == []
