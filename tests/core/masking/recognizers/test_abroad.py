"""Telephone numbers of other countries, as they are written from here and as they are dialled there."""

from __future__ import annotations

import pytest

from appliance.core.masking.analysis import Analysis
from appliance.core.masking.recognizers.abroad import Abroad
from appliance.core.masking.settle import settle

MOBILES = [
    "+44 7911 384 206",
    "+44 (0)7825 461 993",
    "0044 7911 203846",
    "0044 (0)7786 140 295",
    "+1 (415) 662-0187",
    "+1 415 555 2671",
    "853-6983 9204",
    "0937-418-265",
    "+85263820471",
    "(852) 6173 9042",
    "0085261739042",
    "+886-0972-630-418",
    "+353 87 264 1905",
    "+49 (0)151/23456789",
    "+7 916 123-45-67",
    "00971501234567",
    "090-3847-2615",
    "0412 880 347",
    "07911 582 047",
    "012-345 6789",
]
BESIDE_WORDS = [
    ("英国号07911582047", "07911582047"),
    ("Singapore mobile 65-8371 0492", "65-8371 0492"),
    ("my cell is 415-662-0187", "415-662-0187"),
    ("韩国号010-4417-2093", "010-4417-2093"),
    ("意大利手机347 123 4567", "347 123 4567"),
    ("加44 7911 384206", "44 7911 384206"),
    ("台灣號0912345678", "0912345678"),
    ("香港手机85261739042", "85261739042"),
    ("手机66839204，收唔到短信", "66839204"),
]
FIXED = [
    "+44 (0)161 496 0285",
    "+852 2834 5179",
    "+852 2815 7736",
    "+81 3-1234-5678",
    "+65 6123 4567",
    "+886-2-2938-4071",
]
LEFT_ALONE = [
    "订单号0044791138420",
    "单号001415662018",
    "产品编码0412-880-347",
    "北京010-4417-2093",
    "双色球06 12 18 23 30 05",
    "1-800-555-0199",
    "533840271, British",
    "+86 138 0013 8019",
]


@pytest.mark.parametrize("number", MOBILES)
@pytest.mark.parametrize("around", ["{}", "我的号{}，晚上打", "tel:{}"])
def test_mobiles(number, around):
    text = around.format(number)
    assert [(text[f.start : f.end], f.kind) for f in _best(text)] == [(number, "MOBILE")]


@pytest.mark.parametrize(("text", "number"), BESIDE_WORDS)
def test_as_dialled_there_beside_a_word(text, number):
    assert [(text[f.start : f.end], f.kind) for f in _best(text)] == [(number, "MOBILE")]


@pytest.mark.parametrize("number", FIXED)
def test_fixed_lines(number):
    assert [(f.start, f.end, f.kind) for f in _best(number)] == [(0, len(number), "LANDLINE")]


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(text):
    assert _best(text) == []


def _best(text):
    return settle(Abroad().find(Analysis(text)), text)
