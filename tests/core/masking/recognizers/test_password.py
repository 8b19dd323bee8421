"""Passwords beside their word."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.password import Password

FOUND = [
    ("登录密码是Abc!93998，", ["Abc!93998"]),
    ("密码888888", ["888888"]),
    ("my password is hunter2.", ["hunter2"]),
    ("PIN 4821", ["4821"]),
    ("密码从abc123改成了Xyz789!", ["Xyz789!"]),
    ("pin码8899不对", ["8899"]),
    ("168168是我的取款密码", ["168168"]),
    ("mima: zhang@88", ["zhang@88"]),
    ("取款密码本来是老伴生日480926", ["480926"]),
    ("密码用的是我们结婚那天，20091010", ["20091010"]),
    ("我密码就是手机后六位239730", ["239730"]),
    ("密码就是我爱吃火锅的拼音首字母", ["我爱吃火锅"]),
    ("the teller set a default PIN of 246810", ["246810"]),
]
LEFT_ALONE = [
    "密码是几位数的",
    "密码错误3次",
    "提交报错PWD_HISTORY",
    "动态口令牌上显示59 03 27",
    "密码就是我名字的拼音",
    "password reset",
    "I forgot my password again",
    "密码123456位",
    "密码忘了2024年设的",
    "密码要8位以上吗",
    "password must be 8 characters",
    "密码是不是不能连续三个一样的数字",
    "密码是我生日那天设的",
    "银行卡密码是老公生日那天的",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Password(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Password(), text) == []
