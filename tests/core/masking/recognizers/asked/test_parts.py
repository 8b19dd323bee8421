"""Secrets told bit by bit: what was asked for last and what was sent before tell that a digit or two are one."""

from __future__ import annotations

import pytest

from appliance.core.masking.context import Turn
from appliance.core.masking.text import RawText

TOLD = [
    (["v:背面前两位是83", "a:最后一位呢"], "5", [("5", "CVV")]),
    (["a:背面三位念一下", "v:8，然后1", "a:第三个呢"], "是5", [("5", "CVV")]),
    (["a:卡背面三位是多少"], "九百零三", [("九百零三", "CVV")]),
    (["v:有效期前面是04", "a:斜杠后面呢"], "31", [("31", "EXPIRY")]),
    (["a:有效期是哪个月", "v:月份是05", "a:年份呢？"], "29", [("29", "EXPIRY")]),
    (["a:卡什么时候到期"], "明年三月", [("明年三月", "EXPIRY")]),
    (["a:有效期报一下"], "零八斜杠二七", [("零八斜杠二七", "EXPIRY")]),
    (["a:卡的到期月份是"], "八月份", [("八月份", "EXPIRY")]),
    (["a:验证码是多少", "v:前三位482", "a:后三位呢"], "915", [("915", "OTP")]),
    (["a:取款密码是几", "v:密码头三位是402", "a:后三位？"], "668", [("668", "PASSWORD")]),
    (["a:头三位有了，前三位收到，后三位呢？"], "746", [("746", "OTP")]),
    (["a:前三位是？", "v:739", "a:后三位呢"], "204，取款密码没记错", [("204", "PASSWORD")]),
    (["a:Wrong passcode. Try again?"], "hunter-Blue42 again", [("hunter-Blue42", "PASSWORD")]),
    (["a:麻烦把卡翻过来看到什么数？"], "一长串，最后是 228", [("228", "CVV")]),
    (["a:最后再确认一遍"], "906，九零六", [("906，九零六", "CVV")]),
    (["a:动态口令错误"], "卡片上B3是42，F7是95", [("42", "OTP"), ("95", "OTP")]),
    (["v:前三位 ⟦OTP:dropped⟧", "a:后三位呢"], "915", [("915", "OTP")]),
]
PLAIN = [
    (["a:卡什么时候到期"], "下个月吧好像"),
    (["a:年份呢"], "茅台？2019的，问这个干嘛"),
    (["a:您要查几月的账单"], "九月"),
    (["a:几月到期"], "快递说4月12号到"),
    (["a:验证码收到了吗"], "等8分钟了还没到"),
    (["a:后三位呢"], "等一下"),
    (["a:请问第几个窗口"], "3"),
]


def turns(said):
    return [Turn({"a": "agent", "v": "visitor"}[turn[0]], turn[2:]) for turn in said]


@pytest.mark.parametrize(("said", "text", "found"), TOLD)
def test_a_piece_is_what_was_asked_for(masker, said, text, found):
    spans = masker.detect(RawText(text), turns(said))
    assert [(text[s.start : s.end], s.kind) for s in spans] == found


@pytest.mark.parametrize(("said", "text"), PLAIN)
def test_what_answers_otherwise_stays(masker, said, text):
    assert masker.detect(RawText(text), turns(said)) == []
