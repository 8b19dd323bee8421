"""What speaks against a reply though its texts fit: a better text left out, a figure asked for and not given, half a question."""

from __future__ import annotations

import pytest

from appliance.ai.answering import asked as reading
from appliance.ai.answering.doubts import Said
from appliance.ai.answering.evidence import Weighed
from appliance.ai.answering.likeness import NAMES, Likeness
from appliance.ai.answering.vocabulary import Vocabulary
from appliance.ai.knowledge.hits import Hit, Source
from appliance.core.masking.tagger import Tagger

BRANCH = "网点=松林支行; 地址=松林路88号; 电话=0009-660014; 周一至周五=8:45-17:15"
LOST = "书面挂失后第7日补领新卡。"
FEE = "补卡工本费每张12元。"
DOLLAR = "七天通知存款美元年利率1.2%。"
YUAN = "七天通知存款年利率0.55%。"
ALL = [BRANCH, LOST, FEE, DOLLAR, YUAN]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(ALL, Tagger())


def doubts(vocabulary: Vocabulary, question: str, *said: str) -> dict[str, float]:
    asked = reading.read(question, vocabulary)
    each = {text: _weighed(vocabulary, asked.words, text) for text in dict.fromkeys([*said, *ALL])}
    return Said(list(each.values()), [each[text] for text in said], asked, vocabulary).figures()


def _weighed(vocabulary: Vocabulary, words: object, text: str) -> Weighed:
    hit = Hit("passage", text, None, text, "", "zh", 0.9, 0.9, 1.0, "手册", Source("d", "手册"))
    return Weighed(hit, Likeness(tuple(0.0 for _ in NAMES), vocabulary.reading((), text), text), 1.0, 0.6)


@pytest.mark.parametrize(
    ("question", "said", "lacking"),
    [
        ("松林支行停车一小时多少钱", BRANCH, 1.0),  # a house number is no price
        ("松林支行几点关门", BRANCH, 0.0),
        ("松林支行电话多少", BRANCH, 0.0),
        ("补卡手续费多少", FEE, 0.0),
        ("补卡手续费多少", LOST, 1.0),
    ],
)
def test_a_kind_of_figure_that_is_asked_for_is_given(
    vocabulary: Vocabulary, question: str, said: str, lacking: float
) -> None:
    assert doubts(vocabulary, question, said)["kinds_lacking"] == lacking


def test_a_currency_that_is_named_is_said(vocabulary: Vocabulary) -> None:
    question = "美元七天通知存款利率多少"
    assert doubts(vocabulary, question, YUAN)["currency_unsaid"] == 1.0
    assert doubts(vocabulary, question, DOLLAR)["currency_unsaid"] == 0.0
    both = doubts(vocabulary, question, YUAN, DOLLAR)
    assert (both["currency_unsaid"], both["currency_first"]) == (0.0, 1.0)


def test_each_question_of_a_double_one_counts(vocabulary: Vocabulary) -> None:
    question = "书面挂失几天能补领新卡，补卡工本费多少钱"
    half, whole = doubts(vocabulary, question, LOST), doubts(vocabulary, question, LOST, FEE)
    assert half["part_lacking"] == 1.0 > whole["part_lacking"] == 0.0
    assert half["part_unsaid"] > whole["part_unsaid"]
    assert half["serving"] == 1.0 < whole["serving"] == 2.0
    assert half["asks"] == whole["asks"] == 2.0


def test_a_text_left_out_that_says_more_of_the_question_is_a_rival(vocabulary: Vocabulary) -> None:
    question = "补卡工本费多少钱"
    wrong, right = doubts(vocabulary, question, LOST), doubts(vocabulary, question, FEE)
    assert wrong["rival"] > 0 > right["rival"]
    assert wrong["rival_missing"] > right["rival_missing"] == 0.0
    assert wrong["rivals"] >= 1.0 > right["rivals"]
