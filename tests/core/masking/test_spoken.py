"""Numbers as people say them become digits; every character of the reading knows where it stands in the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.core.masking import views
from appliance.core.masking.spoken import spoken

SAID = [
    ("手机号是幺五七二六幺七六四六零", "手机号是15726176460"),
    ("幺九幺 嗯 七八零二 那个 三八八四", "191 7802 3884"),
    ("三个二五零八", "222508"),
    ("6222 四个零 5678", "6222 0000 5678"),
    ("yao san ba yi er san", "1 3 8 1 2 3"),
    ("yaosanbayiersan", "138123"),
    ("one three eight double five", "1 3 8 55"),
    ("零九杠二七", "09-27"),
    ("三四五幺叉", "3451x"),
    ("13😊800 13 8000", "13 800 13 8000"),
    ("六洞四", "604"),
]
NOT_SAID = ["三五天能到账吗", "末尾四个8993", "wo yi er zai", "app store", "一直不对", "卡号6222", ""]


def lower(text):
    return views.lower(views.flat(text))


@pytest.mark.parametrize(("text", "read"), SAID)
def test_read_as_digits(text, read):
    assert spoken(lower(text)).text == read


@pytest.mark.parametrize("text", NOT_SAID)
def test_words_stay_words(text):
    assert spoken(lower(text)) is None


@given(st.text(alphabet="一二三四零幺两个八0123x叉 嗯，杠-yaosanba😊天", max_size=40))
def test_every_character_of_the_reading_stands_in_the_text(text):
    reading = spoken(lower(text))
    if reading is None:
        return
    assert len(reading.text) == len(reading.starts) == len(reading.ends)
    assert list(reading.starts) == sorted(reading.starts)
    assert all(0 <= s <= e <= len(text) for s, e in zip(reading.starts, reading.ends, strict=True))
    assert reading.span(0, len(reading.text)) == (0, len(text))
