"""Every answer that puts a person within reach can be taken up with a plain yes."""

from __future__ import annotations

import pytest

from appliance.ai.answering import texts
from appliance.core.masking.text import MaskedText
from appliance.service.handoff.decide import Decide
from appliance.service.handoff.rule import Asked

OFFERS = ("not_published", "own_data", "advice", "promise", "other_bank", "forecast")


def situation(said: str, answer: str, lang: str) -> Asked:
    history = (("user", MaskedText.trusted("问题")), ("assistant", MaskedText.trusted(answer)))
    return Asked(question=MaskedText.trusted(said), history=history, lang=lang)


@pytest.mark.parametrize("key", OFFERS)
@pytest.mark.parametrize(
    ("lang", "yes"), [("zh", "需要"), ("zh", "好的"), ("en", "yes please"), ("en", "ok")]
)
def test_a_yes_takes_up_the_offer(key: str, lang: str, yes: str) -> None:
    assert Decide().on_question(situation(yes, texts.say(key, lang), lang)) is not None


@pytest.mark.parametrize(("lang", "yes"), [("zh", "好的"), ("en", "ok")])
def test_a_yes_to_an_answer_without_an_offer_is_no_wish_for_a_person(lang: str, yes: str) -> None:
    answer = "白金卡年费为每年 3,600 元。" if lang == "zh" else "The annual fee is 3,600 yuan."
    assert Decide().on_question(situation(yes, answer, lang)) is None
