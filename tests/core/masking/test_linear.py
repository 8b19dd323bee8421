"""However hostile a text, the rules take steps in proportion to its length: a secret is never let through for want of time.

Steps are counted, not seconds: regular expressions are timed against each other on one text and its half, by the
processor's own clock and generously.
"""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.core.masking.analysis import Analysis
from appliance.core.masking.context import Turn, read
from appliance.core.masking.recognizers import registry
from appliance.core.masking.settle import settle

LENGTH = 4000
HOSTILE = [
    "1",
    "1 ",
    "12-34.",
    "一二三四",
    "一 二，",
    "yao san ba ",
    "double ",
    "三个八",
    "密码",
    "密码a1",
    "验证码 ",
    "前面是12后面",
    "a.b-c_",
    "a@",
    "a1-",
    "1:",
    "AB12",
    "京A",
    "  ",
    "卡号1 ",
    "微信加我",
    "1/",
    "1，",
    "O1",
    "a1，",
    "身分证号：",
    "往来港澳1",
    "军字第1 ",
    "合同a-1",
]
ASKED = read(
    [
        Turn(
            "agent",
            "请提供卡号、验证码、密码、安全码、有效期、身份证号、护照号、微信、QQ、手机号、账号、税号、邮箱、车牌",
        )
    ]
)
SLOWER = 8
"""Twice the text may cost twice the time; four times would be quadratic, and below a few milliseconds clocks are coarse."""


def seconds(text, rules):
    began = time.process_time()
    a = Analysis(text, state=ASKED)
    settle([f for rule in rules for f in rule.find(a)], text)
    return time.process_time() - began


@pytest.mark.parametrize("piece", HOSTILE)
def test_sixteen_times_the_text_is_not_256_times_the_work(piece):
    text = (piece * LENGTH)[:LENGTH]
    short = min(seconds(text[: LENGTH // 16], registry.RECOGNIZERS) for _ in range(3))
    long = min(seconds(text, registry.RECOGNIZERS) for _ in range(2))
    assert long <= max(short, 0.002) * 16 * SLOWER


@settings(max_examples=15, deadline=None)
@given(st.text(alphabet="0123456789 一二三四零幺-.，,:@ax码", min_size=1, max_size=24))
def test_whatever_is_repeated(piece):
    text = (piece * LENGTH)[:LENGTH]
    short = min(seconds(text[: LENGTH // 16], registry.SECRETS) for _ in range(2))
    long = min(seconds(text, registry.SECRETS) for _ in range(2))  # a sweep of the garbage may fall into one
    assert long <= max(short, 0.002) * 16 * SLOWER
