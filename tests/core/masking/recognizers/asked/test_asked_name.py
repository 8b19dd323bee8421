"""Bare values that answer a question; the same values without the question stay."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.asked.name import AskedName

ANSWERS = [
    ("PERSON", "王建国", "王建国"),
    ("PERSON", "amanda lee", "amanda lee"),
]
NO_ANSWERS = [
    ("PERSON", "谢谢"),
    ("PERSON", "好的"),
    ("PERSON", "thank you"),
]


@pytest.mark.parametrize(("kind", "text", "value"), ANSWERS)
def test_taken_when_asked(finds, kind, text, value):
    assert value in finds(AskedName(), text, [kind])
    assert finds(AskedName(), text) == []


@pytest.mark.parametrize(("kind", "text"), NO_ANSWERS)
def test_not_every_word_is_an_answer(finds, kind, text):
    assert finds(AskedName(), text, [kind]) == []
