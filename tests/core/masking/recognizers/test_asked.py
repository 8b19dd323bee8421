"""Bare values that answer a question; the same values without the question stay."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.asked import Asked

ANSWERS = [
    ("OTP", "短信来了，556677", "556677"),
    ("OTP", "四八二九零一", "四八二九零一"),
    ("CVV", "是361", "361"),
    ("EXPIRY", "12/28", "12/28"),
    ("DOB", "1990年5月3号", "1990年5月3号"),
    ("QQ", "10001234", "10001234"),
    ("PASSPORT", "e1234567", "e1234567"),
    ("MOBILE", "62345678", "62345678"),
    ("PASSWORD", "hunter2!", "hunter2!"),
    ("PERSON", "王建国", "王建国"),
    ("PERSON", "amanda lee", "amanda lee"),
]
NO_ANSWERS = [
    ("OTP", "我转了50000元"),
    ("OTP", "等了5分钟"),
    ("CVV", "365天"),
    ("PERSON", "谢谢"),
    ("PERSON", "好的"),
    ("PERSON", "thank you"),
    ("DOB", "下个月3号"),
]


@pytest.mark.parametrize(("kind", "text", "value"), ANSWERS)
def test_taken_when_asked(finds, kind, text, value):
    assert value in finds(Asked(), text, [kind])
    assert finds(Asked(), text) == []


@pytest.mark.parametrize(("kind", "text"), NO_ANSWERS)
def test_not_every_word_is_an_answer(finds, kind, text):
    assert finds(Asked(), text, [kind]) == []
