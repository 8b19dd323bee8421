"""WeChat names."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.wechat import WeChat

FOUND = [
    ("加我微信dabao76436详细说", ["dabao76436"]),
    ("wxid_d061cdeah648", ["wxid_d061cdeah648"]),
    ("微信是15501143710，", ["15501143710"]),
    ("微信号：sunshine", ["sunshine"]),
    ("加v：xiaoyu-9527", ["xiaoyu-9527"]),
    ("我卫星：sunny0623sz", ["sunny0623sz"]),
    ("薇信 tt_2011", ["tt_2011"]),
    ("lulu_0917是我微信", ["lulu_0917"]),
]
LEFT_ALONE = [
    "微信支付",
    "微信android版",
    "wechat account",
    "微信搜不到",
    "加我一个好友",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(WeChat(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(WeChat(), text) == []
