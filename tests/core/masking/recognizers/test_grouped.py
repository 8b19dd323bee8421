"""Numbers in groups with any signs between them, and several numbers without a gap."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.glued import Glued
from appliance.core.masking.recognizers.grouped import Grouped

GROUPED = [
    ("证件号码：\n211002\n19820521\n5624", ["211002\n19820521\n5624"]),
    ("我的证件：360102_19940613_0739", ["360102_19940613_0739"]),
    ("身份证号：640104/19900405/0648", ["640104/19900405/0648"]),
    ("133_6009_2218 和 189_1120_5573", ["133_6009_2218", "189_1120_5573"]),
    ("186、0012、7793", ["186、0012、7793"]),
    ("4，1，1，1，1，1，1，1，1，1，1，1，1，1，1，1", ["4，1，1，1，1，1，1，1，1，1，1，1，1，1，1，1"]),
    ("卡6217/0057/3091/3623/780", ["6217/0057/3091/3623/780"]),
    ("税号 9111.0105.7210.JW5M.AC", []),
    ("9151_0107_H3UY_4H2L_QK", []),
    ("身份证，420106，19670321，054", ["420106，19670321，054"]),
    ("DE89_3704_0044_0532_0130_00", ["DE89_3704_0044_0532_0130_00"]),
]
NOT_GROUPED = [
    "分别是1500，2300，200元",
    "150、2000、3000三档",
    "2024-06-11 02:13",
    "13:45 到 14:50，1590 笔",
    "利率1.35/1.45/1.55/1.60",
    "6217005730913623782",
]
GLUED = [
    ("雷小军11010519491231002X15274903816", ["11010519491231002X", "15274903816"]),
    ("1527490381611010519491231002X长沙", ["15274903816", "11010519491231002X"]),
    ("621700573091362378213800138000", ["6217005730913623782", "13800138000"]),
]
NOT_GLUED = ["13800138000", "20240715220014783914056123", "11010519491231002X"]


@pytest.mark.parametrize(("text", "expected"), GROUPED)
def test_groups_joined(finds, text, expected):
    assert set(expected) <= set(finds(Grouped(), text))


@pytest.mark.parametrize("text", NOT_GROUPED)
def test_left_alone(finds, text):
    assert finds(Grouped(), text) == []


@pytest.mark.parametrize(("text", "expected"), GLUED)
def test_values_glued_together_are_cut(finds, text, expected):
    assert finds(Glued(), text) == expected


@pytest.mark.parametrize("text", NOT_GLUED)
def test_nothing_to_cut(finds, text):
    assert finds(Glued(), text) == []
