"""Bare values that answer a question; the same values without the question stay."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.asked.secrets import AskedSecret

ANSWERS = [
    ("OTP", "短信来了，556677", "556677"),
    ("OTP", "四八二九零一", "四八二九零一"),
    ("CVV", "是361", "361"),
    ("EXPIRY", "12/28", "12/28"),
    ("PASSWORD", "hunter2!", "hunter2!"),
]
NO_ANSWERS = [
    ("OTP", "我转了50000元"),
    ("OTP", "等了5分钟"),
    ("CVV", "365天"),
]


@pytest.mark.parametrize(("kind", "text", "value"), ANSWERS)
def test_taken_when_asked(finds, kind, text, value):
    assert value in finds(AskedSecret(), text, [kind])
    assert finds(AskedSecret(), text) == []


@pytest.mark.parametrize(("kind", "text"), NO_ANSWERS)
def test_not_every_word_is_an_answer(finds, kind, text):
    assert finds(AskedSecret(), text, [kind]) == []
