"""First sentence and full answer through the ladder, against the same prompts sent to vLLM directly."""

from __future__ import annotations

import json
import time
from pathlib import Path

import httpx
from rich.console import Console

from tests.benchmarks.machine import table

QUESTIONS = [
    "What are the opening hours of branches with English service?",
    "How can I report a lost card from abroad?",
    "What documents do I need to open an account as a foreigner?",
    "Is there a fee for early repayment of a mortgage?",
    "How long does an international transfer take?",
    "What is the daily transfer limit in mobile banking?",
]


def run(out: Console, folder: Path) -> None:
    from appliance.ai.answering.ladder import Answerer
    from appliance.ai.inference.language_model import LanguageModel
    from appliance.core.masking.text import MaskedText
    from tests.benchmarks.opened import appliance

    with appliance(folder, engine="auto") as house:
        house.start_engine()
        model = house.parts.get(LanguageModel)
        while model.status().state != "ready":
            time.sleep(0.5)
        seen: list[object] = []
        original = model.stream

        def listening(prompt, **more):  # type: ignore[no-untyped-def]
            seen.append(prompt)
            return original(prompt, **more)

        model.stream = listening  # type: ignore[method-assign]
        answerer = Answerer(house.parts.get(type(house.knowledge)), model)
        first, whole, rungs = [], [], []
        for words in QUESTIONS:
            began, heard = time.perf_counter(), []
            answer = answerer.answer(
                MaskedText.trusted(words),
                on_sentence=lambda sentence, t=began, h=heard: h.append(time.perf_counter() - t),
            )
            whole.append(time.perf_counter() - began)
            first += heard[:1]
            rungs.append(answer.rung)
        direct_first, direct_whole = [], []
        engine = house.engine
        for prompt in seen:
            began, token = time.perf_counter(), 0.0
            body = {
                "model": engine.model,
                "stream": True,
                "temperature": 0,
                "max_tokens": prompt.max_tokens,  # type: ignore[attr-defined]
                "messages": [
                    {"role": "system", "content": str(prompt.system)},
                    *({"role": r, "content": str(t)} for r, t in prompt.turns),
                ],  # type: ignore[attr-defined]
            }
            with httpx.stream(
                "POST",
                f"{engine.url}/v1/chat/completions",
                json=body,
                headers={"Authorization": f"Bearer {engine.key}"},
                timeout=120,
            ) as answer:
                for line in answer.iter_lines():
                    if (
                        line.startswith("data: {")
                        and json.loads(line[6:])["choices"][0]["delta"].get("content")
                        and not token
                    ):
                        token = time.perf_counter() - began
            direct_first.append(token)
            direct_whole.append(time.perf_counter() - began)
        table(
            out,
            f"English questions, starter model (rungs: {', '.join(sorted(set(rungs)))}; {len(seen)} of {len(QUESTIONS)} reached the model)",
            {
                "ladder: first checked sentence": first,
                "ladder: whole answer": whole,
                "vLLM directly: first token": direct_first,
                "vLLM directly: whole answer": direct_whole,
            },
        )
