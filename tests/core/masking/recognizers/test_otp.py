"""One-time codes beside their word."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.otp import Otp

FOUND = [
    ("网关口令30927415已过期", ["30927415"]),
    ("您的一次性登录密码为730418，请勿转告", ["730418"]),
    ("一次性口令：8X2K7Q", ["8X2K7Q"]),
    ("验证码是930630，", ["930630"]),
    ("OTP 3952收不到", ["3952"]),
    ("验证码：四八二九零一", ["四八二九零一"]),
    ("556677是验证码", ["556677"]),
    ("verification code 39 84 69", ["39 84 69"]),
    ("短信里是839201", ["839201"]),
    ("那个码829102过期了", ["829102"]),
    ("短信code90-41-77不行", ["90-41-77"]),
    ("6683（动态密码）", ["6683"]),
    ("校验码 7Q4M2K", ["7Q4M2K"]),
    ("授权码:2 6 6 1 3 0", ["2 6 6 1 3 0"]),
    ("无卡取款码120288失效了", ["120288"]),
    ("付款口令2228他说不行", ["2228"]),
    ("mobile=15015430689&smsCode=838079", ["838079"]),
    ("认证串K7P441", ["K7P441"]),
    ("口令卡A3是163，F7是129", ["163", "129"]),
]
LEFT_ALONE = [
    "验证码是6位数字吗",
    "验证码收不到",
    "556677",
    "验证码5000元",
    "验证码没收到，手机尾号8821",
    "error code 40301",
    "验证码等了10分钟5次",
    "zip code 518000",
    '{"code":"200000","msg":"ok"}',
    "小票上授权码 856732，凭证号 000154",
    "密码器型号 OTP-C200",
    "验证码号码1069的短信",
    "14:02:51.331 otp verify fail",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Otp(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Otp(), text) == []
