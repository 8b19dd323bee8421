"""Bank identifier codes."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.swift import Swift

FOUND = [
    ("中间行填IRVTUS3N行不", ["IRVTUS3N"]),
    ("SWIFT代码COMMCN3X45A对", ["COMMCN3X45A"]),
    ("SWIFT code PCBCCNBJ", ["PCBCCNBJ"]),
    ("bic wxkrgb2l", ["wxkrgb2l"]),
    ("RUNBHKHHXXX是收款行的swift", ["RUNBHKHHXXX"]),
    ("对方行识别代码FZJDJPJT", ["FZJDJPJT"]),
    ("COMMCN3X", ["COMMCN3X"]),
    ("CHASUS33，acct 882930174", ["CHASUS33"]),
    ("swift code念一下：S C B L H K H H", ["S C B L H K H H"]),
    ("代码bofaus3n，美国银行，要汇学费", ["bofaus3n"]),
]
LEFT_ALONE = [
    "swift transfer",
    "SWIFT CODE是什么",
    "swift transfer please",
    "ABCDEFGH",
    "STANDARD",
    "CUSTOMER SERVICE",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Swift(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Swift(), text) == []
