"""The approved answer: the answering path alone, through the whole house, and beside an engine that writes."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rich.console import Console

from tests.benchmarks.figures import Figure, alone, p95
from tests.benchmarks.machine import table
from tests.benchmarks.visitors import ask, asking_on
from tests.house import ROOT, House

CLIENTS = 8
ENGLISH = [
    "What documents do I need to open an account as a foreigner?",
    "How long does approval of a mortgage take?",
    "What happens if I miss a mortgage payment?",
]
"""Questions that the starter model answers; asked without pause, they keep the engine writing."""


def questions() -> list[str]:
    """Published wordings of approved pairs."""
    rows = (
        json.loads(line)
        for line in (ROOT / "deploy/sample/qa_pairs.jsonl").read_text("utf-8").splitlines()
        if line.strip()
    )
    return [phrasing for row in rows if row["lang"] == "zh" for phrasing in row["phrasings"][:2]]


def new_phrasings() -> list[str]:
    """Other wordings of the same questions, 11 to 20 characters, published nowhere; most are answered by their pair."""
    return (Path(__file__).parent / "new_phrasings.txt").read_text("utf-8").split()


def run(out: Console, folder: Path, count: int, *, with_engine: bool) -> list[Figure]:
    figures = path_alone(out, folder / "alone", count)
    figures += whole_house(out, folder / "house", count)
    if with_engine:
        figures += beside_the_engine(out, folder / "engine", count)
    return figures


def path_alone(out: Console, folder: Path, count: int) -> list[Figure]:
    again = (questions() * 2)[:count]
    one_thread = [
        ("new phrasings", new_phrasings()),
        ("published wordings, the first time", questions()),
        ("questions just answered", again),
    ]
    figures = _timed(out, folder / "one", one_thread, threads=1)
    return figures + _timed(out, folder / "two", [("new phrasings, two at once", new_phrasings())], threads=2)


def _timed(
    out: Console, folder: Path, rows_of: Sequence[tuple[str, list[str]]], *, threads: int
) -> list[Figure]:
    """The answering path by itself in an appliance that has answered nothing yet; two threads as two visitors ask at once."""
    from appliance.ai.answering.ladder import Answerer
    from appliance.core.masking.text import MaskedText
    from tests.benchmarks.opened import appliance

    with appliance(folder) as house, ThreadPoolExecutor(threads) as asking:
        answerer = house.parts.get(Answerer)

        def timed(words: str) -> tuple[float, bool]:
            began = time.perf_counter()
            approved = answerer.answer(MaskedText.trusted(words), lang="zh").rung == "approved"
            return time.perf_counter() - began, approved

        for words in ("热身问题", "白金卡年费多少？"):
            timed(words)
        rows, figures = {}, []
        for name, asked in rows_of:
            began = time.perf_counter()
            found = list(asking.map(timed, asked))
            rate = len(asked) / (time.perf_counter() - began)
            said = f"{rate:.0f}/s, {sum(approved for _, approved in found)} of {len(asked)} approved"
            rows[f"{name} ({said})"] = [seconds for seconds, _ in found]
            figures.append(alone(f"answering path: {name}", rate, len(asked)))
        at_once = "one thread" if threads == 1 else f"{threads} threads"
        table(out, f"Answering path alone, {at_once}, engine off", rows)
        return figures


def whole_house(out: Console, folder: Path, count: int) -> list[Figure]:
    """POST to the reply in the visitor's hand: HTTP, masking, commit, answer, commit, feed. Served by one process as `demo` is, then
    with visitors by a process of their own as the appliance is installed; the figures are of the latter."""
    _served(out, folder / "together", count, "one process", {})
    return _served(out, folder / "apart", count, "visitors by a process of their own", {"VISITORS_PORT": "0"})


def _served(out: Console, folder: Path, count: int, how: str, settings: Mapping[str, str]) -> list[Figure]:
    with House(folder, **settings).running() as house:
        _warm(house)
        rows: dict[str, list[float]] = {}
        rates: list[Figure] = []
        for name, asked, asks, asking in (
            ("one question after another, each just answered", questions()[:1], count // 2, 1),
            ("a rush of one question", questions()[:1], 2 * count, CLIENTS),
            ("published wordings", questions(), count, CLIENTS),
            ("new phrasings", new_phrasings(), len(new_phrasings()), CLIENTS),
        ):
            # Who asks the same twice is handed over to a person, so each question has a visitor of its own.
            found = ask(house.visitors_url, asked, visitors=asks, asks=asks, asking=asking)
            rates.append(alone(f"whole house: {name}", asks / found["spent"], asks))
            said = f"{asking} at a time, {asks / found['spent']:.0f} replies/s"
            rows[f"{name} ({said})"] = found["seconds"]
        table(out, f"Question to reply through the whole house, {how}, engine off; {_AS}", rows)
        return rates + _figures("idle", rows)


def beside_the_engine(out: Console, folder: Path, count: int) -> list[Figure]:
    """The same while two others ask what the model must write."""
    with House(folder, ENGINE="auto").running() as house:
        house.until_model("ready")
        _warm(house)
        with asking_on(house.url, ENGLISH, visitors=2, lang="en"):
            time.sleep(3)  # until it writes
            rows = {
                f"{name} ({CLIENTS} at a time)": ask(
                    house.url,
                    asked,
                    visitors=asks,
                    asks=asks,
                    asking=CLIENTS,
                )["seconds"]
                for name, asked, asks in (
                    ("a rush of one question", questions()[:1], count),
                    ("published wordings", questions(), count),
                    ("new phrasings", new_phrasings(), len(new_phrasings())),
                )
            }
        table(out, f"The same with the engine writing for two others; {_AS}", rows)
        return _figures("generating", rows)


_NAMED = {
    "one question after another": "just answered",
    "a rush": "a rush",
    "published wordings": "published wordings",
    "new phrasings": "new phrasings",
}


def _figures(how: str, rows: Mapping[str, Sequence[float]]) -> list[Figure]:
    """`approved, idle, new phrasings p95` and so on, in milliseconds."""
    return [
        p95(f"approved, {how}, {said} p95", seconds)
        for begins, said in _NAMED.items()
        for name, seconds in rows.items()
        if name.startswith(begins)
    ]


_AS = "visitors in a process of their own on the same cores, connected before the clock starts, asking without pause"


def _warm(house: House) -> None:
    ask(house.visitors_url, questions()[:CLIENTS], visitors=4 * CLIENTS, asks=4 * CLIENTS)
