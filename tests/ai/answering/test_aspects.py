"""A question's words are cut once and held against many texts: each text is read as if it were the only one."""

from __future__ import annotations

import pytest

from appliance.ai.answering.aspects import Words
from appliance.ai.answering.vocabulary import Vocabulary, units_of
from appliance.core.masking.tagger import Tagger

TEXTS = [
    "信用卡章程 年费\n卡种=岫峰金卡; 年费=200元",
    "信用卡章程 年费\n卡种=岫峰白金卡; 年费=2000元",
    "储蓄卡须知\n个体工商户可以开立储蓄卡，工本费5元。",
    "Fees\nThe annual fee of the gold card is 200 yuan.",
]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(TEXTS, Tagger())


@pytest.mark.parametrize(
    "question",
    ["信用卡年费是多少", "个体户开储蓄卡要工本费吗", "儿童储蓄卡", "annual fee of the gold card", "白金卡"],
)
def test_each_text_is_read_as_if_alone(vocabulary: Vocabulary, question: str) -> None:
    words = vocabulary.words(question)
    many = Words(words, vocabulary)
    for text in [*TEXTS, *reversed(TEXTS)]:
        alone = vocabulary.reading(words, text)
        assert many.reading(units_of(text), text.lower()) == alone
        assert [a.text for a in alone.aspects], "a reading of nothing would equal every other"


def test_a_text_that_says_half_of_a_compound(vocabulary: Vocabulary) -> None:
    """信用卡年费 is said by a text about 年费 to the half that it says."""
    [word] = [w for w in vocabulary.words("储蓄卡工本费") if "储蓄" in w.text][:1]
    said = vocabulary.reading([word], "储蓄卡须知")
    unsaid = vocabulary.reading([word], "信用卡章程")
    assert (said.coverage, unsaid.coverage) == (1.0, 0.0)


def test_weights_are_those_of_the_texts(vocabulary: Vocabulary) -> None:
    """What every text says weighs nothing next to what none says."""
    assert vocabulary.weight("年费") < vocabulary.weight("章程年") == 1.0
    total, units = vocabulary.weighed("岫峰金卡")
    assert dict(units).keys() == units_of("岫峰金卡")
    assert total == pytest.approx(sum(map(vocabulary.weight, units_of("岫峰金卡"))))
