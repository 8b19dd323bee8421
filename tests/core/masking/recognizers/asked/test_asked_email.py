"""Parts of an e-mail address after the question for one."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.asked.email import AskedEmail

ANSWERS = [
    ("@126.com", ["@126.com"]),
    ("用户名是mubai_tan，后缀@outlook.com", ["mubai_tan", "@outlook.com"]),
    ("lengyueqing", ["lengyueqing"]),
]
NO_ANSWERS = ["没有邮箱", "not now", "收到了 刷新20遍"]


@pytest.mark.parametrize(("text", "parts"), ANSWERS)
def test_taken_when_asked(finds, text, parts):
    assert finds(AskedEmail(), text, ["EMAIL"]) == parts
    assert finds(AskedEmail(), text) == []


@pytest.mark.parametrize("text", NO_ANSWERS)
def test_not_every_word_is_an_answer(finds, text):
    assert finds(AskedEmail(), text, ["EMAIL"]) == []
