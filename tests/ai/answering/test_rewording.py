"""Other wordings of a question that a model wrote: only those that still ask the same are kept."""

from __future__ import annotations

import pytest

from appliance.ai.answering.rewording import reworded
from appliance.ai.inference.scripted import ScriptedModel
from tests.ai.answering.conftest import SharedCharacters

QUESTION = "白金卡 3 年的年费是多少？"
GOOD = ["白金卡的年费 3 年是多少？", "白金卡 3 年年费要多少？"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("白金卡 5 年的年费是多少？", "another figure"),
        ("白金卡的年费是多少？", "a figure lost"),
        ("白金卡 3 年的年费是 3,600 元吗？", "a figure added"),
        ("大额存单 3 年利率高不高？", "another subject"),
        ("What is the annual fee of the platinum card for 3 years?", "another language"),
        ("白金卡 3 年的年费是多少？请问" + "年费" * 60, "too long"),
        ("白金卡 3 年的年费是多少⟦MOBILE:1⟧？", "a token"),
        (QUESTION, "the question itself"),
    ],
)
def test_what_asks_something_else_is_dropped(line: str, why: str) -> None:
    model = ScriptedModel(["\n".join([line, GOOD[0]])])
    assert reworded(QUESTION, model, SharedCharacters()) == (GOOD[0],), why


def test_numbering_and_quotes_go_and_the_nearest_comes_first() -> None:
    model = ScriptedModel([f"1. “{GOOD[1]}”\n- {GOOD[0]}\n{GOOD[0]}"])
    assert set(reworded(QUESTION, model, SharedCharacters())) == set(GOOD)


def test_what_lies_nearer_to_another_question_is_dropped() -> None:
    model = ScriptedModel(["\n".join(GOOD)])
    assert reworded(QUESTION, model, SharedCharacters(), others=[GOOD[1], QUESTION]) == (GOOD[0],)


def test_personal_data_is_dropped() -> None:
    model = ScriptedModel([f"{GOOD[0]}\n王芳，{GOOD[1]}"])
    people = lambda text: [("PERSON", "王芳")] if "王芳" in text else []  # noqa: E731
    assert reworded(QUESTION, model, SharedCharacters(), personal=people) == (GOOD[0],)


def test_a_model_that_does_not_write_the_language_is_not_asked() -> None:
    english = ScriptedModel(["\n".join(GOOD)], writes=frozenset({"en"}))
    broken = ScriptedModel(["\n".join(GOOD)])
    broken.failing = True
    assert (
        reworded(QUESTION, english, SharedCharacters())
        == reworded(QUESTION, broken, SharedCharacters())
        == ()
    )
    assert english.asked == broken.asked == []
