"""Unified social credit codes."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.uscc import Uscc

FOUND = [
    ("92340621MA2PBMKK45", ["92340621MA2PBMKK45"]),
    ("统一社会信用代码5263262542LRTDFRBE", ["5263262542LRTDFRBE"]),
    ("营业执照914201OO717854X23N", ["914201OO717854X23N"]),
]
LEFT_ALONE = [
    "PDAA202331010000012345",
    "92340621MA2PBMKK",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Uscc(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Uscc(), text) == []
