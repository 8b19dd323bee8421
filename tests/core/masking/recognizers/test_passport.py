"""Passport numbers."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.passport import Passport

FOUND = [
    ("法国19FV28401，柜员说格式不对", ["19FV28401"]),
    ("护照EA1139405", ["EA1139405"]),
    ("护照号：E12345678", ["E12345678"]),
    ("passport no. PE4688754", ["PE4688754"]),
    ("passport number is 533380006", ["533380006"]),
    ("passport EG 612 0483", ["EG 612 0483"]),
    ("护照号是 K2817409E", ["K2817409E"]),
    ("俄罗斯护照75 3829104", ["75 3829104"]),
    ("护照43AB16006", ["43AB16006"]),
    ("护照号我用语音说，E开头，E 487 002 31", ["E 487 002 31"]),
    ("한국 여권 M39482715 입니다", ["M39482715"]),
    ("荷兰护照NX8K29R10", ["NX8K29R10"]),
    ("795754983是我的护照", ["795754983"]),
    ("我的护照号码一字一字读给你：E K 四 四 零 幺 八 二 九", ["E K 四 四 零 幺 八 二 九"]),
]
LEFT_ALONE = [
    "护照办好了，回乡证H10293847",
    "护照可以开户吗",
    "错误代码E40013",
    "ZX20250318000123",
    "护照2030年到期",
    "备注里写学号S3827719",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Passport(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Passport(), text) == []
