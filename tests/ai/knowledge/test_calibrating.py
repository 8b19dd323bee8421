"""A base finds out by itself what it is made of, in whatever form it was imported, and learns from its own wordings."""

from __future__ import annotations

from typing import Any

import pytest

from appliance.ai.knowledge import batch, calibration
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.core.kit.actors import SYSTEM

THINGS = (
    "lost card",
    "transfer pending",
    "exchange rate",
    "pin blocked",
    "account top-up",
    "refund late",
    "cash withdrawal",
    "verify identity",
)
WAYS = (
    "What about my {}?",
    "Please help, {} since {n} days",
    "I have {n} questions on the {}",
    "Who deals with a {} here?",
    "{}, what now",
    "Is there a {} fee of {n}?",
    "Hello, I wrote {n} times about the {} and nobody has told me yet what I should do about it or whom I could call",
)
SAID = [
    (thing, way.format(thing, n=number))
    for number, (way, thing) in enumerate((way, thing) for way in WAYS for thing in THINGS for _ in range(2))
]


def as_texts() -> list[dict[str, Any]]:
    return [{"id": f"u{number}", "text": text} for number, (_, text) in enumerate(SAID)]


def as_pairs() -> list[dict[str, Any]]:
    return [
        {"id": f"u{number}", "question": text, "answer": f"About the {thing}: see the app."}
        for number, (thing, text) in enumerate(SAID)
    ]


def calibrated(knowledge: KnowledgeBase) -> calibration.Calibration:
    knowledge.refresh()
    knowledge.calibrate()
    return knowledge.index("main").calibration


@pytest.mark.parametrize("form", ["texts", "pairs"])
def test_wordings_are_learned_from_in_either_form(knowledge: KnowledgeBase, form: str) -> None:
    """Some are longer than a Chinese sentence: English takes more characters for as much."""
    assert sum(len(text) > 80 for _, text in SAID) * 10 > len(SAID)
    if form == "texts":
        batch.import_texts(knowledge, as_texts(), actor=SYSTEM, publish=True)
    else:
        batch.import_qa_pairs(knowledge, as_pairs(), actor=SYSTEM, publish=True)
    made = calibrated(knowledge)
    assert (made.shape, made.asked) == ("wordings", len(SAID))


def test_passages_are_not_asked_as_if_they_were_questions(knowledge: KnowledgeBase) -> None:
    rows = [
        {"id": f"p{n}", "text": f"{text}. " + "It is described on the page of this product. " * 4}
        for n, (_, text) in enumerate(SAID)
    ]
    batch.import_texts(knowledge, rows, actor=SYSTEM, publish=True)
    made = calibrated(knowledge)
    assert (made.shape, made.asked) == ("texts", 0)
