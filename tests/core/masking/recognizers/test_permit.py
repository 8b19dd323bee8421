"""Travel permits."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.permit import Permit

FOUND = [
    ("台胞证T73829104", ["T73829104"]),
    ("H06182740 02", ["H06182740 02"]),
    ("港澳通行证是L17698716，", ["L17698716"]),
    ("回乡证H1234567801", ["H1234567801"]),
    ("C03921503", ["C03921503"]),
    ("台湾居民来往大陆通行证 0391 7264", ["0391 7264"]),
    ("港澳通行证C 1234 5678", ["C 1234 5678"]),
    ("回乡证：H/0293/8471", ["H/0293/8471"]),
    ("台胞证换号了，旧00293847新92830174", ["92830174"]),
    ("我來往大陸的證件號碼00718264", ["00718264"]),
    ("证件H8820-1934", ["H8820-1934"]),
]
LEFT_ALONE = [
    "通行证怎么办",
    "A17698716",
    "L1769871",
    "通行证要7个工作日",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Permit(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Permit(), text) == []
