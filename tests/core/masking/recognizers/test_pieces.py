"""One number in several pieces of a sentence."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.pieces import Pieces

FOUND = [
    ((), "前面是6217 0057，后面接着30913623782", ["6217 0057", "30913623782"]),
    ((), "头六位110101，出生那段19900307，末尾8515", ["110101", "19900307", "8515"]),
    ((), "先是138，然后1234，最后5678", ["138", "1234", "5678"]),
    (("OTP",), "前两个数是83，然后是0614", ["83", "0614"]),
    (("ACCOUNT",), "3205016打头，往后36280000", ["3205016", "36280000"]),
    (("CN_ID",), "前六位370202，然后19780403", ["370202", "19780403"]),
    (("PASSPORT",), "字母是EH，数字是5190342", ["EH", "5190342"]),
    (("LANDLINE",), "区号是028，号码是85331906", ["028", "85331906"]),
]
LEFT_ALONE = [
    ((), "前面是6217，后面接着3091"),
    (("CN_ID",), "前六位370202，然后19781803"),
    ((), "台胞证号04829163，还有身份证F128374652"),
    (("OTP",), "60秒倒计时还有47"),
    (("BANK_CARD",), "卡号6217005730913623782，验证码556677"),
    (("MOBILE",), "等了15分钟，转了20000元"),
    (("PASSPORT",), "现在E开头，EF9182046"),
]


@pytest.mark.parametrize(("asked", "text", "pieces"), FOUND)
def test_found(finds, asked, text, pieces):
    assert finds(Pieces(), text, asked) == pieces


@pytest.mark.parametrize(("asked", "text"), LEFT_ALONE)
def test_left_alone(finds, asked, text):
    assert finds(Pieces(), text, asked) == []
