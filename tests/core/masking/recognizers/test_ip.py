"""Internet addresses."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.ip import Ip

FOUND = [
    ("白名单112.64.190.0/24", ["112.64.190.0/24"]),
    ("remote_addr=::ffff:118.31.74.20 uid=20481", ["::ffff:118.31.74.20"]),
    ("IP2408:8456:3c10:7a2::1是你们系统记录的吗", ["2408:8456:3c10:7a2::1"]),
    ("登录地址110.63.247.185不是我", ["110.63.247.185"]),
    ("240e:d36b:442e:9210:35fd:bfff:4e12:a9c1", ["240e:d36b:442e:9210:35fd:bfff:4e12:a9c1"]),
    ("登录ip58.247.113.9", ["58.247.113.9"]),
    ("195点177点189点132", ["195点177点189点132"]),
    ("登录IP:2408:8207:25c1:2095::1f", ["2408:8207:25c1:2095::1f"]),
    ("173 . 240 . 202 . 140", ["173 . 240 . 202 . 140"]),
    ("10.20.0.114，网关是192.168.0.1", ["10.20.0.114", "192.168.0.1"]),
    ("ARP表: 10.9.0.17 → 3c:22:fb:10:9e:04", ["10.9.0.17"]),
    ("The server at 10.0.12.7 is slow", ["10.0.12.7"]),
]
LEFT_ALONE = [
    "网关是192.168.1.1吗",
    "版本9.0.1.2",
    "9.0.1",
    "127.0.0.1",
    "256.1.1.1",
    "10:30:45",
    "手机银行升级到8.1.0.2以后闪退",
    "驱动2.0.0.35和2.0.1.8哪个才是最新的",
    "子网掩码255.255.255.0要不要填",
    "app 6.8.0.112 闪退",
    "从6.3.0.4更新到6.3.0.41就进不去",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Ip(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Ip(), text) == []
