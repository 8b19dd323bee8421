"""Bare values that answer a question; the same values without the question stay."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.asked.birth import AskedBirth

ANSWERS = [
    ("DOB", "1990年5月3号", "1990年5月3号"),
    ("DOB", "22-Nov-1987", "22-Nov-1987"),
    ("DOB", "8月27日，1982", "8月27日，1982"),
    ("DOB", "83年", "83年"),
]
NO_ANSWERS = [
    ("DOB", "下个月3号"),
    ("DOB", "发证是2019-06-21"),
    ("DOB", "2026-03-01那笔扣款才是问题"),
    ("DOB", "哪年开的户？2009年，那会儿还在老街网点"),
]


@pytest.mark.parametrize(("kind", "text", "value"), ANSWERS)
def test_taken_when_asked(finds, kind, text, value):
    assert value in finds(AskedBirth(), text, [kind])
    assert finds(AskedBirth(), text) == []


@pytest.mark.parametrize(("kind", "text"), NO_ANSWERS)
def test_not_every_word_is_an_answer(finds, kind, text):
    assert finds(AskedBirth(), text, [kind]) == []
