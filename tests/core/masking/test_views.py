"""Views are as long as the text, so that offsets stay true."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.core.masking import views

READ = [
    ("幺三八一二三四五六七八", "13812345678"),
    ("壹叁捌", "壹叁捌"),
    ("验证码56190788一直不对", "验证码56190788一直不对"),
    ("195二四八二8755", "19524828755"),
    ("三五天能到账吗", "三五天能到账吗"),
    ("七八万够吗", "七八万够吗"),
    ("四八二九", "4829"),
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_runs_of_numerals_are_digits_and_words_stay_words(text, expected):
    assert views.digits(text) == expected


@given(st.text())
def test_every_view_has_the_length_of_the_text(text):
    flat = views.flat(text)
    assert len(flat) == len(views.digits(flat)) == len(views.lower(flat)) == len(text)
