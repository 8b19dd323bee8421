"""The approved answer: question to reply, alone, through the whole house, and how many a second."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

from rich.console import Console

from tests.benchmarks.machine import table
from tests.house import ROOT, House


def questions() -> list[str]:
    """New phrasings of approved pairs."""
    rows = (
        json.loads(line)
        for line in (ROOT / "deploy/sample/qa_pairs.jsonl").read_text("utf-8").splitlines()
        if line.strip()
    )
    return [phrasing for row in rows if row["lang"] == "zh" for phrasing in row["phrasings"][:2]]


def run(out: Console, folder: Path, count: int) -> None:
    path_alone(out, folder / "alone", min(count, 100))
    whole_house(out, folder / "house", min(count, 80))


def path_alone(out: Console, folder: Path, count: int) -> None:
    from appliance.ai.answering.ladder import Answerer
    from appliance.core.masking.text import MaskedText
    from tests.benchmarks.opened import appliance

    with appliance(folder) as house:
        answerer = house.parts.get(Answerer)
        asked = questions()[:count]
        answerer.answer(MaskedText.trusted("热身问题"))
        fresh, again, approved = [], [], 0
        for words in asked:
            began = time.perf_counter()
            approved += answerer.answer(MaskedText.trusted(words)).rung == "approved"
            fresh.append(time.perf_counter() - began)
        for words in asked:
            began = time.perf_counter()
            answerer.answer(MaskedText.trusted(words))
            again.append(time.perf_counter() - began)
        table(
            out,
            f"Answering path alone, approved pairs ({approved} of {len(asked)} approved; "
            f"{len(asked) / sum(fresh):.0f} new and {len(asked) / sum(again):.0f} repeated questions a second, one thread)",
            {"a new phrasing": fresh, "the same question again": again},
        )


def whole_house(out: Console, folder: Path, count: int, clients: int = 8) -> None:
    """POST to the reply standing in the visitor's feed: masking, commit, job, answer, commit, feed."""
    with House(folder).running() as house:
        asked = questions()
        warm = house.visitor()
        warm.write(asked[0])
        warm.until(lambda a: any(m["who"] == "ai" for m in a["messages"]))
        seconds: list[float] = []
        lock = threading.Lock()

        def ask(number: int) -> None:
            for turn in range(count // clients):
                visitor = house.visitor()
                began = time.perf_counter()
                visitor.write(asked[(number + turn * clients) % len(asked)]).raise_for_status()
                visitor.until(lambda a: any(m["who"] in {"ai", "system"} for m in a["messages"]))
                with lock:
                    seconds.append(time.perf_counter() - began)

        began = time.perf_counter()
        threads = [threading.Thread(target=ask, args=(number,)) for number in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        spent = time.perf_counter() - began
        table(
            out,
            f"Approved reply through the whole house, {clients} visitors, engine off ({len(seconds) / spent:.1f} replies/s)",
            {"question to reply": seconds},
        )
