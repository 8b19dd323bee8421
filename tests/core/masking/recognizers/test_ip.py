"""Internet addresses."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.ip import Ip

FOUND = [
    ("登录地址110.63.247.185不是我", ["110.63.247.185"]),
    ("240e:d36b:442e:9210:35fd:bfff:4e12:a9c1", ["240e:d36b:442e:9210:35fd:bfff:4e12:a9c1"]),
    ("登录ip58.247.113.9", ["58.247.113.9"]),
]
LEFT_ALONE = [
    "版本9.0.1.2",
    "9.0.1",
    "127.0.0.1",
    "256.1.1.1",
    "10:30:45",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Ip(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Ip(), text) == []
