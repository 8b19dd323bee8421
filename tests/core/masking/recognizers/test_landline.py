"""Fixed lines with and without area code."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.landline import Landline

FOUND = [
    ("家里电话是02045175954，", ["02045175954"]),
    ("(0991)4389895", ["(0991)4389895"]),
    ("0755-26001234转8001", ["0755-26001234转8001"]),
    ("座机62345678", ["62345678"]),
    ("+86-898-3472899", ["+86-898-3472899"]),
    ("电话52338746，本地座机", ["52338746"]),
    ("(02)2748-3106", ["(02)2748-3106"]),
    ("010.6155.2378", ["010.6155.2378"]),
    ("027/83920174", ["027/83920174"]),
    ("02-2765-6395", ["02-2765-6395"]),
    ("0532-82117780转分机12", ["0532-82117780转分机12"]),
    ("家电0 4 3 1 - 8 8 2 9 3 0 1 7", ["0 4 3 1 - 8 8 2 9 3 0 1 7"]),
]
LEFT_ALONE = [
    "发票号码：032001800211没有了",
    "0412",
    "2024-11-03",
    "62345678",
    "12345678901234",
    "座机打不通",
    "0769 6820 4738 1247 1",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Landline(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Landline(), text) == []
