"""Bare values that answer a question; the same values without the question stay."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.asked.numbers import AskedNumber

ANSWERS = [
    ("QQ", "10001234", "10001234"),
    ("QQ", "1194 6032 85 备注贷款", "1194 6032 85"),
    ("QQ", "最前面漏了个1，151877209", "151877209"),
    ("PASSPORT", "e1234567", "e1234567"),
    ("PASSPORT", "G62810457 旧的那本", "G62810457"),
    ("PERMIT", "CD2290417", "CD2290417"),
    ("HKTW_ID", "A123456(7) 是这个", "A123456(7)"),
    ("MOBILE", "62345678", "62345678"),
    ("MOBILE", "9463 0718 whatsapp都得", "9463 0718"),
    ("LANDLINE", "86372215，没区号", "86372215"),
    ("BANK_CARD", "621700 4974 6714 74241 终于找到了", "621700 4974 6714 74241"),
    ("ACCOUNT", "60218834", "60218834"),
    ("ACCOUNT", "012-540-1183927", "012-540-1183927"),
    ("WECHAT", "搜hz-cheng520就是", "hz-cheng520"),
    ("WECHAT", "yezi nope, sunshine", "sunshine"),
    ("SWIFT", "问了对方 MRTNGB2LXXX", "MRTNGB2LXXX"),
    ("SWIFT", "deutdeff", "deutdeff"),
    ("PLATE", "B·D1234 这样", "B·D1234"),
    ("MAC", "84A9381F660B", "84A9381F660B"),
    ("SWIFT", "C H A S G B 2 L一个字母一个字母读的", "C H A S G B 2 L"),
]
NO_ANSWERS = [
    ("ACCOUNT", "2024年开的那个"),
    ("ACCOUNT", "我转了20000元"),
    ("ACCOUNT", "余额1234567"),
    ("BANK_CARD", "尾号3318那张"),
    ("QQ", "用了10000多天"),
    ("MOBILE", "等下，10分钟后给你"),
    ("MOBILE", "你打95588问"),
    ("SWIFT", "please wait a moment"),
    ("WECHAT", "please"),
    ("ACCOUNT", "扣了12,345.67"),
]


@pytest.mark.parametrize(("kind", "text", "value"), ANSWERS)
def test_taken_when_asked(finds, kind, text, value):
    assert value in finds(AskedNumber(), text, [kind])
    assert finds(AskedNumber(), text) == []


@pytest.mark.parametrize(("kind", "text"), NO_ANSWERS)
def test_not_every_number_is_an_answer(finds, kind, text):
    assert finds(AskedNumber(), text, [kind]) == []
