"""Hardware addresses."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.mac import Mac

FOUND = [
    ("MAC地址，我念啊，八C A六 D幺 零三 四E 七七", ["八C A六 D幺 零三 四E 七七"]),
    ("老收银机：001A2B9C4D7E，新的还没拆", ["001A2B9C4D7E"]),
    ("地址是0A-15-CB-4C-AF-65，", ["0A-15-CB-4C-AF-65"]),
    ("FF:40:3A:85:F3:C5", ["FF:40:3A:85:F3:C5"]),
    ("MAC：a0-36-9f-7c-01-2e", ["a0-36-9f-7c-01-2e"]),
    ("MAC 4C34.8891.A0F2", ["4C34.8891.A0F2"]),
    ("mac：f0 18 98 2d 6b 11", ["f0 18 98 2d 6b 11"]),
    ("9801A7B3C4D5（MAC）", ["9801A7B3C4D5"]),
    ("18_31_BF_38_29_10", ["18_31_BF_38_29_10"]),
    ("0D D1 99 4F 14 B5", ["0D D1 99 4F 14 B5"]),
    ("4AE5-29E7-A67E", ["4AE5-29E7-A67E"]),
    ("设备IP49.93.201.76，MACD8:BB:2C:60:F4:19", ["D8:BB:2C:60:F4:19"]),
]
LEFT_ALONE = [
    "order 8C1D-3307-EA62 was declined",
    "0A-15-CB-4C-AF",
    "2024-11-03-10-20-30-40",
    "macbook pro 2020",
    "9801A7B3C4D5",
    "6217.0057.3091",
    "1360-5112-2152",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Mac(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Mac(), text) == []
