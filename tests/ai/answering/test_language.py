"""Which language a text is in, mixed ones included."""

from __future__ import annotations

import pytest

from appliance.ai.answering.language import detect

TABLE = [
    ("年费多少", "zh"),
    ("ATM 取款限额是多少", "zh"),
    ("我的 credit card annual fee 是多少", "zh"),
    ("LPR", "en"),
    ("LPR 是什么", "zh"),
    ("VIP 怎么申请", "zh"),
    ("請問年費", "zh"),
    ("帮我查 English service 的网点", "zh"),
    ("How much is the annual fee?", "en"),
    ("What is 年费?", "en"),
    ("annual fee", "en"),
    ("card lost!!", "en"),
    ("Please tell me about 大额存单", "en"),
    ("OK", "en"),
    ("12345", "zh"),
    ("⟦MOBILE:abc⟧ 这个号码收不到短信", "zh"),
    ("⟦MOBILE:abc⟧ does not get messages", "en"),
    ("", "zh"),
    ("？？", "zh"),
    ("U 盾多少钱", "zh"),
    ("How to use the U盾", "en"),
]


@pytest.mark.parametrize(("text", "lang"), TABLE)
def test_the_language_of_a_text(text: str, lang: str) -> None:
    assert detect(text) == lang


def test_a_bare_number_takes_the_default() -> None:
    assert detect("12345", default="en") == "en"
