"""QQ numbers."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.qq import QQ

FOUND = [
    ("73920184 这个是我q，加了聊", ["73920184"]),
    ("群号337944720，进来领材料", ["337944720"]),
    ("联系QQ：1334679546", ["1334679546"]),
    ("我的qq号是10001", ["10001"]),
    ("企鹅：2209417735", ["2209417735"]),
    ("扣扣1 0 3 8 8 2 7 4 6", ["1 0 3 8 8 2 7 4 6"]),
    ("902188317（QQ）", ["902188317"]),
    ("加我q88102934", ["88102934"]),
    ("qq273300918/273300919 哪个", ["273300919"]),
    ("加扣1738209945", ["1738209945"]),
    ("QQ 1：400192837", ["400192837"]),
    ("QQ是98O231774", ["98O231774"]),
    ("抠抠 398733133", ["398733133"]),
    ("群里的人让我加5207782378", ["5207782378"]),
    ("微信不用，493599071吧", ["493599071"]),
    ("813943826，后面加qq点com就是", ["813943826"]),
]
LEFT_ALONE = [
    "QQ钱包",
    "1334679546",
    "qq.com",
    "QQ钱包5000元",
    "q3业绩",
    "扣了1738209元",
    "让我加5000000元",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(QQ(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(QQ(), text) == []
