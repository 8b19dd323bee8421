"""E-mail addresses, disguised ones too."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.email import Email

FOUND = [
    ("发到zhang.san@example.com谢谢", ["zhang.san@example.com"]),
    ("a.b＠foxmail．com", ["a.b＠foxmail．com"]),
    ("1380 @ hotmail.com", ["1380 @ hotmail.com"]),
    ("zhangsan艾特163点com", ["zhangsan艾特163点com"]),
    ("lee(at)example.com", ["lee(at)example.com"]),
]
LEFT_ALONE = [
    "www.icbc.com.cn",
    "@客服",
    "a@b",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Email(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Email(), text) == []
