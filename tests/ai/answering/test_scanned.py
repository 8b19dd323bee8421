"""A figure read from a poor scan is never sent on its own; words without figures, and figures that are sure, are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.ai.answering.answer import Answer
from appliance.ai.answering.ladder import Answerer
from appliance.ai.inference.language_model import LanguageModel
from appliance.ai.inference.scripted import ScriptedModel
from appliance.ai.knowledge.hits import Hit
from appliance.ai.knowledge.readers.block import OCR_SURE
from appliance.core.masking.tagger import Tagger
from appliance.core.masking.text import MaskedText
from tests.ai.answering.conftest import HITS, SmallBank, passage

AGE = "二手房的房龄有什么要求"
SAID = "二手房的房龄不超过 30 年。"


def ask(tagger: Tagger, model: LanguageModel, question: str, confidence: float | None, *more: Hit) -> Answer:
    """The bank's passages of one name as if they had been scanned with this confidence."""
    scanned = [
        replace(hit, ocr_confidence=confidence) if hit.passage_id in ("p-house", "p-lounge") else hit
        for hit in HITS
    ]
    near = {
        "p-house": 0.93,
        "p-lounge": 0.93 if "贵宾" in question or "权益" in question else 0.8,
        "p-sure": 0.925,
    }
    return Answerer(SmallBank([*scanned, *more], near), model, tagger).answer(MaskedText.trusted(question))


@pytest.mark.parametrize(
    ("confidence", "rung"), [(None, "quote"), (OCR_SURE, "quote"), (0.94, "handoff"), (0.5, "handoff")]
)
def test_a_quote_with_figures(
    tagger: Tagger, no_model: LanguageModel, confidence: float | None, rung: str
) -> None:
    answer = ask(tagger, no_model, AGE, confidence)
    assert answer.rung == rung
    if rung == "handoff":
        assert "扫描件" in str(answer.text)
        assert not any(sign.isdigit() for sign in str(answer.text))
        assert [check.name for check in answer.failed()][-1] == "figures from a poor scan"


@pytest.mark.parametrize(("confidence", "rung"), [(0.99, "generated"), (0.6, "handoff")])
def test_a_generated_sentence_with_figures(tagger: Tagger, confidence: float, rung: str) -> None:
    assert ask(tagger, ScriptedModel([SAID]), AGE, confidence).rung == rung


def test_a_sure_passage_beside_it_carries_the_figure(tagger: Tagger, no_model: LanguageModel) -> None:
    sure = passage("p-sure", "二手房的房龄不超过 30 年，房龄有要求的以本行评估为准。", heading="房龄")
    answer = ask(tagger, ScriptedModel([SAID]), AGE, 0.6, sure)
    assert (answer.rung, answer.used[0].passage_id) == ("generated", "p-sure")
    quoted = ask(tagger, no_model, AGE, 0.6, sure)
    assert (quoted.rung, quoted.used[0].passage_id) == ("quote", "p-sure")


def test_words_without_figures_may_come_from_a_scan(tagger: Tagger) -> None:
    model = ScriptedModel(["贵宾室须在手机银行预约。"])
    answer = ask(tagger, model, "白金卡的贵宾室要预约吗", 0.6)
    assert (answer.rung, str(answer.text)) == ("generated", "贵宾室须在手机银行预约。")
