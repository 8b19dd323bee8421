"""Numbers that are said are found where they stand."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.bank_card import BankCard
from appliance.core.masking.recognizers.cn_id import CnId
from appliance.core.masking.recognizers.mobile import Mobile
from appliance.core.masking.recognizers.otp import Otp
from appliance.core.masking.recognizers.spoken import Spoken

FOUND = [
    ("嗯我手机号幺三八幺二三四五六七八麻烦你", "幺三八幺二三四五六七八"),
    ("我电话是幺三八 嗯 幺二三四 那个 五六七八 记好", "幺三八 嗯 幺二三四 那个 五六七八"),
    ("卡六二一七零零五七三零九幺三六二三七八二被锁", "六二一七零零五七三零九幺三六二三七八二"),
    ("身份证一一零一零一一九九零零三零七八五一五", "一一零一零一一九九零零三零七八五一五"),
    ("电话 yao san ba yi er san si wu liu qi ba", "yao san ba yi er san si wu liu qi ba"),
    ("验证码三个二五零八", "三个二五零八"),
]
LEFT_ALONE = ["三五个人一起", "一二三类账户有什么区别", "等了两三天", "手机13812345678"]
RULES = Spoken((Mobile(), BankCard(), CnId(), Otp()))


@pytest.mark.parametrize(("text", "value"), FOUND)
def test_found(finds, text, value):
    assert value in finds(RULES, text)


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(RULES, text) == []
