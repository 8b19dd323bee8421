"""What the turns before ask for."""

from __future__ import annotations

import pytest

from appliance.core.masking.context import EARLIER, MENTIONED, NOW, Turn, asked, read
from appliance.core.masking.text import MaskedText

ASKED = [
    ("ai", "请提供您收到的短信验证码", {"OTP"}),
    ("agent", "短信上那六位数字念一下", {"OTP"}),
    ("agent", "麻烦报一下手机号和姓名", {"MOBILE", "PERSON"}),
    ("agent", "Could you give me your date of birth?", {"DOB"}),
    ("agent", "請提供閣下之身份證號碼", {"CN_ID"}),
    ("agent", "你个电话号码系几多", {"MOBILE"}),
    ("agent", "卡背面签名条后面那三位是？", {"CVV"}),
    ("agent", "请输入动态密码", {"OTP"}),
    ("", "卡号是多少", {"BANK_CARD"}),
    ("agent", "扣扣多少呀亲", {"QQ"}),
    ("visitor", "我的QQ", {"QQ"}),
    ("visitor", "好的，我的护照号码是", {"PASSPORT"}),
]
NOT_ASKED = [
    ("ai", "请勿在聊天中发送验证码、密码。"),
    ("ai", "Please do not send passwords."),
    ("visitor", "验证码收不到怎么办"),
    ("visitor", "⟦OTP:dropped⟧"),
    ("ai", "房贷利率为 3.1%。"),
]


@pytest.mark.parametrize(("role", "text", "kinds"), ASKED)
def test_asked_for(role, text, kinds):
    wants = read([Turn(role, text)]).wants
    assert {kind for kind in kinds if wants.get(kind) == NOW} == kinds


@pytest.mark.parametrize(("role", "text"), NOT_ASKED)
def test_not_asked_for(role, text):
    assert set(read([Turn(role, MaskedText.trusted(text))]).wants.values()) <= {MENTIONED}


def test_a_dynamic_code_is_no_password():
    assert "PASSWORD" not in asked([Turn("ai", "请输入动态密码")])


def test_a_question_lasts_through_small_talk_and_weakens_with_the_next():
    turns = [Turn("ai", "请提供卡号"), Turn("visitor", "稍等"), Turn("ai", "好的")]
    assert read(turns).wants["BANK_CARD"] == NOW
    later = read([*turns, Turn("ai", "请问您贵姓？")]).wants
    assert (later["BANK_CARD"], later["PERSON"]) == (EARLIER, NOW)


def test_a_question_is_forgotten_in_the_end():
    turns = [Turn("ai", "请提供卡号"), *[Turn("visitor", "稍等"), Turn("ai", "好的")] * 4]
    assert asked(turns) == frozenset()


def test_what_the_visitor_sent_before_may_be_a_half_but_not_its_tokens():
    state = read([Turn("visitor", "卡号 ⟦BANK_CARD:01⟧"), Turn("ai", "好的"), Turn("visitor", "6228")])
    assert state.given == {"BANK_CARD"}
    assert [(at, text.strip()) for at, text in state.before] == [(-3, "卡号"), (-1, "6228")]


@pytest.mark.parametrize(
    ("text", "kind"), [("出生日期？", "DOB"), ("请报一下有效日期", "EXPIRY"), ("请提供您的出生日期", "DOB")]
)
def test_a_date_of_birth_or_expiry_is_no_plain_date(text, kind):
    assert read([Turn("agent", text)]).wants[kind] == NOW


def test_when_something_happened_is_no_birthday():
    assert "DOB" not in read([Turn("agent", "什么时候发生的交易")]).wants
