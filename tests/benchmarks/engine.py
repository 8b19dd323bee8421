"""First sentence and full answer through the ladder, against the same prompts sent to vLLM directly."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
from rich.console import Console

from appliance.ai.answering.answer import Sentence
from appliance.ai.answering.ladder import Answerer
from appliance.ai.inference.engine import Engine
from appliance.ai.inference.language_model import LanguageModel, ModelStatus, Prompt, never
from appliance.core.masking.text import MaskedText
from tests.benchmarks.machine import table
from tests.benchmarks.opened import appliance

QUESTIONS = [
    "What is the minimum down payment for a first home?",
    "How much does a replacement debit card cost?",
    "What documents do I need to open an account as a foreigner?",
    "How long does approval of a mortgage take?",
    "Which branches offer service in English?",
    "How many days is the interest-free period of a credit card?",
    "Can I withdraw cash with my credit card abroad?",
    "What happens if I miss a mortgage payment?",
]


class Listening:
    """The model itself; remembers what it was asked."""

    def __init__(self, model: LanguageModel) -> None:
        self._model, self.seen = model, list[Prompt]()

    @property
    def writes(self) -> frozenset[str]:
        return self._model.writes

    def stream(self, prompt: Prompt, *, cancelled=never) -> Iterator[str]:  # type: ignore[no-untyped-def]
        self.seen.append(prompt)
        return self._model.stream(prompt, cancelled=cancelled)

    def status(self) -> ModelStatus:
        return self._model.status()


def run(out: Console, folder: Path) -> None:
    with appliance(folder, engine="auto") as house:
        engine = house.engine
        assert engine is not None
        began = time.perf_counter()
        engine.start()
        while engine.status().state in {"starting", "off"}:
            time.sleep(0.2)
        out.print(f"Engine {engine.status().state} after {time.perf_counter() - began:.0f} s")
        model = Listening(house.parts.get(LanguageModel))
        answerer = Answerer(house.knowledge, model)
        answerer.answer(MaskedText.trusted("What is the annual fee of the gold card?"))
        model.seen.clear()
        first, whole, rungs = [], [], []
        for words in QUESTIONS:
            heard: list[float] = []
            began = time.perf_counter()

            def hear(sentence: Sentence, began: float = began, heard: list[float] = heard) -> None:
                heard.append(time.perf_counter() - began)

            answer = answerer.answer(MaskedText.trusted(words), on_sentence=hear)
            if answer.rung == "generated":
                whole.append(time.perf_counter() - began)
                first += heard[:1]
            rungs.append(answer.rung)
        tokens, complete = [], []
        for prompt in model.seen:
            token, end = directly(engine, prompt)
            tokens.append(token)
            complete.append(end)
        counted = ", ".join(f"{rungs.count(rung)} {rung}" for rung in sorted(set(rungs)))
        table(
            out,
            f"English questions, starter model: {counted}; {len(model.seen)} of {len(QUESTIONS)} reached the model",
            {
                "ladder: first checked sentence (generated)": first,
                "ladder: whole answer (generated)": whole,
                "the same prompts to vLLM: first token": tokens,
                "the same prompts to vLLM: whole text": complete,
            },
        )


def directly(engine: Engine, prompt: Prompt) -> tuple[float, float]:
    """Seconds to the first token and to the end of one prompt, without the appliance in between."""
    began, token = time.perf_counter(), 0.0
    turns = [{"role": role, "content": str(text)} for role, text in prompt.turns]
    body = {
        "model": engine.name,
        "stream": True,
        "temperature": 0,
        "max_tokens": prompt.max_tokens,
        "stop": list(prompt.stop) or None,
        "messages": [{"role": "system", "content": str(prompt.system)}, *turns],
    }
    headers = {"Authorization": f"Bearer {engine.key}"}
    with httpx.stream(
        "POST", f"{engine.url}/v1/chat/completions", json=body, headers=headers, timeout=120
    ) as answer:
        for line in answer.iter_lines():
            if not token and line.startswith("data: {"):
                choices = json.loads(line[6:])["choices"]
                if choices and choices[0]["delta"].get("content"):
                    token = time.perf_counter() - began
    return token, time.perf_counter() - began
