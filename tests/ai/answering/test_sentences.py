"""Sentences of a text that arrives in pieces of any length."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from appliance.ai.answering.sentences import clean, split, stream

TEXT = "利率为3.5%。期限 1 年；详询热线！Open from 9 a.m. to 5 p.m. daily. The fee is 1.5%. “好的。”谢谢\n- 第二段"
WHOLE = [
    "利率为3.5%。",
    "期限 1 年；详询热线！",
    "Open from 9 a.m. to 5 p.m. daily.",
    "The fee is 1.5%.",
    "“好的。”",
    "谢谢",
    "- 第二段",
]


def test_a_text_is_cut_after_its_sentences() -> None:
    assert split(TEXT) == WHOLE


@given(st.lists(st.integers(0, len(TEXT)), max_size=20))
def test_the_pieces_it_arrives_in_make_no_difference(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(TEXT)]
    assert list(stream(TEXT[a:b] for a, b in pairwise(edges))) == WHOLE


def test_a_sentence_is_given_out_before_the_next_is_complete() -> None:
    heard = stream(iter(["利率为3.5%。期", "限"]))
    assert next(heard) == "利率为3.5%。"


def test_marks_lists_and_emphasis_are_taken_off() -> None:
    assert clean("1. **年费** 300 元 [1][2, 3]。") == "年费 300 元。"
    assert clean("3.5% is the rate [1].") == "3.5% is the rate."
