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
    ("lixiang2046 圈a qq 点 com", ["lixiang2046 圈a qq 点 com"]),
    ("joe_tan(at)gmail(dot)com", ["joe_tan(at)gmail(dot)com"]),
    ("rui#vip.163.com，#换成@", ["rui#vip.163.com"]),
    ("wang.lei 艾特 163 点 com", ["wang.lei 艾特 163 点 com"]),
    ("lily49#qq.com", ["lily49#qq.com"]),
    ("lily95@qq，com", ["lily95@qq，com"]),
    ("wangtao 下划线 2020 艾特 gmail 点 com", ["wangtao 下划线 2020 艾特 gmail 点 com"]),
    ("guoyanan\n@qq.com", ["guoyanan\n@qq.com"]),
    ("lily 03@163.com", ["lily 03@163.com"]),
    ("li下划线na 一九九零 at 幺六三点com", ["li下划线na 一九九零 at 幺六三点com"]),
    ("kelvin dot lau at yahoo dot com dot hk", ["kelvin dot lau at yahoo dot com dot hk"]),
    ("m-i-k-e 点 zhou 在 hotmail点com", ["m-i-k-e 点 zhou 在 hotmail点com"]),
]
LEFT_ALONE = [
    "www.icbc.com.cn",
    "@客服",
    "a@b",
    "我在3点 到的",
    "look at this. com",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Email(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Email(), text) == []
