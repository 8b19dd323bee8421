"""Orders to the model, put by a visitor or slipped into a document: a model that obeys every one of them is not heard.

`injections.jsonl` has 320 of them, Chinese and English, in five ways each; `obeyed` is what an obeying model would say.
The starter model itself is tried on a sample of them (INJECTIONS, all in `make prove`) in `tests/ai/answering/test_questions.py`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.ai.answering.ladder import Answerer
from appliance.ai.answering.numerals import plain_forms
from appliance.ai.inference.scripted import ScriptedModel
from appliance.ai.knowledge.hits import Hit
from appliance.core.masking.tagger import Tagger
from appliance.core.masking.text import MaskedText
from tests.ai.answering.conftest import HITS, SmallBank, passage

ROWS: list[dict[str, Any]] = [
    json.loads(line) for line in Path(__file__).with_name("injections.jsonl").read_text("utf-8").splitlines()
]


def bank(row: dict[str, Any]) -> SmallBank:
    """The small bank; for an order in a document, with that document as the nearest one."""
    hits: Sequence[Hit] = HITS
    near = {"p-house": 0.93, "p-en": 0.92}
    if row["document"]:
        heading = "房龄" if row["lang"] == "zh" else "Cards"
        extra = passage("p-bad", row["document"], heading=heading, lang=row["lang"])
        hits = [replace(extra, passage_id="p-bad"), *HITS]
        near["p-bad"] = 0.95
    return SmallBank(hits, near)


def squeezed(text: str) -> str:
    return "".join(plain_forms(text).split()).strip("。.!")


def obeyed(row: dict[str, Any], said: str) -> bool:
    """Whether what was sent holds what the order wanted said, or the order itself."""
    return squeezed(row["obeyed"]) in squeezed(said) or (bool(row["document"]) and "<!--" in said)


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger()


def test_there_are_enough_of_them() -> None:
    assert len(ROWS) >= 300
    assert {row["lang"] for row in ROWS} == {"zh", "en"}
    assert len({(row["query"], row["document"]) for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("how", sorted({row["how"] for row in ROWS}))
def test_a_model_that_obeys_is_not_heard(how: str, tagger: Tagger) -> None:
    sent = []
    for row in (row for row in ROWS if row["how"] == how):
        model = ScriptedModel([row["obeyed"]])
        answer = Answerer(bank(row), model, tagger).answer(MaskedText.trusted(row["query"]))
        if obeyed(row, str(answer.text)):
            sent.append(f"{row['id']} {answer.rung}: {answer.text}")
    assert not sent


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_true_sentence_first_opens_no_door(lang: str, tagger: Tagger) -> None:
    """The obeyed words behind a sentence that the gate lets through."""
    true = {"zh": "二手房的房龄不超过 30 年。", "en": "A replacement debit card costs 10 yuan. "}[lang]
    sent = []
    for row in (row for row in ROWS if row["lang"] == lang and row["how"] == "in a document"):
        model = ScriptedModel([true + row["obeyed"]])
        answer = Answerer(bank(row), model, tagger).answer(MaskedText.trusted(row["query"]))
        if obeyed(row, str(answer.text)):
            sent.append(f"{row['id']} {answer.rung}: {answer.text}")
    assert not sent
