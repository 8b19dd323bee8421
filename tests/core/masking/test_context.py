"""What the turns before ask for."""

from __future__ import annotations

import pytest

from appliance.core.masking.context import Turn, asked
from appliance.core.masking.text import MaskedText

ASKED = [
    ("ai", "请提供您收到的短信验证码", {"OTP"}),
    ("agent", "麻烦报一下手机号和姓名", {"MOBILE", "PERSON"}),
    ("agent", "Could you give me your date of birth?", {"DOB"}),
    ("", "卡号是多少", {"BANK_CARD"}),
    ("visitor", "我的QQ", {"QQ"}),
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
    assert kinds <= asked([Turn(role, text)])


@pytest.mark.parametrize(("role", "text"), NOT_ASKED)
def test_not_asked_for(role, text):
    assert asked([Turn(role, MaskedText.trusted(text))]) == frozenset()


def test_only_the_last_two_turns_count():
    turns = [Turn("ai", "请提供卡号"), Turn("visitor", "稍等"), Turn("ai", "好的")]
    assert asked(turns[:2]) == {"BANK_CARD"}
    assert asked(turns) == frozenset()
