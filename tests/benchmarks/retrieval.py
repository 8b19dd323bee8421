"""Retrieval on development questions: what a search finds, and whether it knows when it holds no answer.

    python -m tests.benchmarks.retrieval              the table; the first run embeds for minutes, later ones have its vectors
    python -m tests.benchmarks.retrieval --fit        the same, then the shipped calibrations written anew

Sets: WIKI (CMRC and DRCD), BANKING77 and XQuAD from RETRIEVAL_SETS (JSONL; they are not in this repository), and the bank of
`tests/ai/bank`. Naive is the nearest vector, as an index of embeddings alone answers. Where weights are shipped they are
cross-fitted here: learned on one half of the questions, measured on the other; wordings learn from themselves.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from appliance.ai.knowledge import calibration
from appliance.ai.knowledge.calibrating import learned
from appliance.ai.knowledge.calibration import Calibration, Shape
from appliance.ai.knowledge.chunking import chunk
from appliance.ai.knowledge.index.snapshot import Entry
from appliance.ai.knowledge.looking import View, in_memory, look
from appliance.ai.knowledge.measures import Outcome, measures
from appliance.ai.knowledge.queries import index_text
from appliance.ai.knowledge.ranking import Order, rank
from appliance.ai.knowledge.readers.read import read
from appliance.core.masking.text import MaskedText
from tests.ai.bank.held import BANK, ROOT, bank_set, embedder
from tests.benchmarks.figures import Figure
from tests.benchmarks.machine import described

SETS = Path(os.environ.get("RETRIEVAL_SETS") or ROOT.parent / "shared" / "data" / "retrieval")
SHIPPED = ROOT / "appliance" / "ai" / "knowledge" / "shipped_calibration.py"
_SHOWN = ("recall@1", "recall@5", "mrr@10", "auc", "coverage@90", "coverage@95", "seconds p50", "seconds p95")


@dataclass(frozen=True)
class Bench:
    """Texts by target with the id that questions name, and questions with the ids that answer them (none: unanswerable)."""

    name: str
    shape: Shape | None
    entries: list[Entry]
    ids: dict[str, str]
    asked: list[tuple[str, frozenset[str]]]


@dataclass(frozen=True)
class Looked:
    """What a question brought: our order, the id nearest by vector alone, and the time without the embedding."""

    order: Order
    nearest: list[str]
    seconds: float


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SETS / name).read_text("utf-8").splitlines() if line.strip()]


def texts(name: str, shape: Shape | None, documents: Sequence[tuple[str, str]], asked: Any) -> Bench:
    """A set of texts, each a document with an id of its own."""
    entries = [Entry(f"p:{number:06}", text) for number, (_, text) in enumerate(documents)]
    ids = {entry.key: id_ for entry, (id_, _) in zip(entries, documents, strict=True)}
    return Bench(name, shape, entries, ids, [(q, frozenset(relevant)) for q, relevant in asked])


def wiki() -> Bench:
    """Every passage that answers, half of the others of the articles asked about, a ninth of the rest."""
    documents, questions = rows("wiki_docs.jsonl"), rows("wiki_queries.jsonl")
    articles = {row["doc"] for row in questions}
    relevant = {id_ for row in questions for id_ in row["relevant"]}
    near = [row for row in documents if row["doc"] in articles and row["id"] not in relevant][::2]
    far = [row for row in documents if row["doc"] not in articles][::9]
    kept = {row["id"] for row in (*near, *far)} | relevant
    asked = [(row["query"], row["relevant"]) for row in questions]
    asked += [(row["query"], ()) for row in rows("wiki_unanswerable.jsonl")]
    held = [(row["id"], f"{row['title']}\n{row['text']}") for row in documents if row["id"] in kept]
    return texts("wiki", "texts", held, asked)


def banking() -> Bench:
    """Every third utterance of the intents that are kept; those of the others have no answer."""
    held = [row for row in rows("banking77_docs.jsonl")[::3] if not row["held_out"]]
    by_intent: dict[str, list[str]] = {}
    for row in held:
        by_intent.setdefault(row["intent"], []).append(row["id"])
    asked = [
        (row["query"], by_intent[row["intent"]] if row["answerable"] else ())
        for row in rows("banking77_queries.jsonl")
    ]
    return texts("banking77", "wordings", [(row["id"], row["text"]) for row in held], asked)


def xquad(lang: str) -> Bench:
    held = [(row["id"], row["text"]) for row in rows("xquad_docs.jsonl") if row["lang"] == lang]
    asked = [(row["query"], row[f"relevant_{lang}"]) for row in rows("xquad_queries.jsonl")]
    return texts(f"xquad zh→{lang}", None, held, asked)


def bank(folder: Path = BANK) -> Bench:
    """Documents, tables and pairs of the fictional bank; a follow-up is asked behind the question before it."""
    held = bank_set(folder)
    entries: list[Entry] = []
    ids: dict[str, str] = {}
    for id_, title, path in held.documents:
        for number, piece in enumerate(chunk(read(path).blocks)):
            entries.append(Entry(f"p:{id_}-{number}", index_text(title, piece.heading, piece.text)))
            ids[entries[-1].key] = id_
    for pair in held.pairs:
        ids[f"qa:{pair['id']}"] = pair["id"]
        for number, said in enumerate([pair["question"], *pair["phrasings"]]):
            more = "" if number else pair["answer"]
            entries.append(Entry(f"qa:{pair['id']}:{number}", said, more=more))
    asked = []
    for row in (*held.answerable, *held.unanswerable):
        before = [turn["text"] for turn in row.get("history", ()) if turn["role"] == "visitor"][-1:]
        asked.append((" ".join([*before, row["query"]]), frozenset(row.get("relevant", ()))))
    return Bench("bank", "mixed", entries, ids, asked)


def looked(bench: Bench) -> tuple[View, list[Looked]]:
    """Every question asked; the vectors come from the cache or are made."""
    vectors = np.asarray(embedder().passages([entry.text for entry in bench.entries]))
    embedder().save()
    view = in_memory(bench.entries, vectors)
    out = []
    for question, _ in bench.asked:
        vector = embedder().query(MaskedText.trusted(question))
        began = time.perf_counter()
        order = rank([look(view, question, vector, None)], question)
        spent = time.perf_counter() - began
        near = np.argsort(-(vectors @ vector), kind="stable")[:40]
        out.append(Looked(order, [bench.ids[bench.entries[place].target] for place in near], spent))
    embedder().save()
    return view, out


def outcomes(
    bench: Bench, found: Sequence[Looked], confidences: Sequence[float], *, naive: bool
) -> list[Outcome]:
    out = []
    for (_, relevant), one, sure in zip(bench.asked, found, confidences, strict=True):
        ids = one.nearest if naive else [bench.ids[each.target] for each in one.order.ranked[:60]]
        different = list(dict.fromkeys(ids))
        place = next((n for n, id_ in enumerate(different) if id_ in relevant), None)
        out.append(Outcome(bool(relevant), place, sure, one.seconds))
    return out


def confidences(bench: Bench, view: View, found: Sequence[Looked]) -> list[float]:
    signals = [one.order.signals for one in found]
    if bench.shape == "wordings":
        made = learned(view, bench.entries, lambda asked: np.asarray(embedder().wordings(asked)))
        embedder().save()
        return [made.confidence(one) if one else 0.0 for one in signals]
    if bench.shape is None:
        return [0.0 for _ in signals]
    half = np.arange(len(signals)) % 2
    halves = [fitted(bench, signals, half != part) for part in (0, 1)]
    return [halves[part].confidence(one) if one else 0.0 for part, one in zip(half, signals, strict=True)]


def fitted(bench: Bench, signals: Sequence[Any], chosen: Any) -> Calibration:
    figures = np.asarray([one.figures() for one, kept in zip(signals, chosen, strict=True) if kept])
    answerable = np.asarray(
        [bool(relevant) for (_, relevant), kept in zip(bench.asked, chosen, strict=True) if kept], float
    )
    return calibration.fit(bench.shape or "texts", figures, answerable, asked=0)


def run(out: Console, *, fit: bool = False) -> list[Figure]:
    """The table; each measure of ours as `wiki recall@1`, of the bank as `bank, searched, recall@1`."""
    figures: list[Figure] = []
    benches = [bank()]
    if SETS.is_dir():
        benches += [wiki(), banking(), xquad("zh"), xquad("en")]
    else:
        out.print("Retrieval: WIKI, BANKING77 and XQuAD are not here (RETRIEVAL_SETS names their folder).")
    table = Table(title="Retrieval, 95 % intervals below", title_justify="left", box=None, padding=(0, 1))
    for column in ("", "texts", *_SHOWN):
        table.add_column(column.replace("seconds", "ms"), justify="left" if not column else "right")
    shipped: dict[Shape, Calibration] = {}
    for bench in benches:
        view, found = looked(bench)
        if fit and bench.shape:
            signals = [one.order.signals for one in found]
            shipped[bench.shape] = fitted(bench, signals, [one is not None for one in signals])
        nearest = [max((o.candidate.dense for o in one.order.ranked), default=0.0) for one in found]
        for name, sure, naive in (
            (f"{bench.name}, naive", nearest, True),
            (bench.name, confidences(bench, view, found), False),
        ):
            done = {one.name: one for one in measures(outcomes(bench, found, sure, naive=naive))}
            if not naive:
                called = "bank, searched," if bench.name == "bank" else bench.name
                figures += [
                    Figure(f"{called} {one.name}", one.value, one.low, one.high, one.n)
                    for one in done.values()
                ]
            cells, spans = [], []
            for measure in _SHOWN:
                one = done.get(measure)
                time_ = measure.startswith("seconds")
                if one is None or (naive and time_) or (bench.shape is None and measure == "auc"):
                    cells.append("–"), spans.append("")
                    continue
                scale, digits = (1000.0, 1) if time_ else (1.0, 3)
                cells.append(f"{scale * one.value:.{digits}f}")
                spans.append(f"{scale * one.low:.{min(digits, 2)}f}–{scale * one.high:.{min(digits, 2)}f}")
            table.add_row(name, str(len(bench.entries)), *cells)
            table.add_row("", "", *spans, style="dim")
    out.print(table)
    if shipped:
        SHIPPED.write_text(written(shipped), encoding="utf-8")
        out.print(f"Written: {SHIPPED.relative_to(ROOT)}")
    return figures


def written(shipped: dict[Shape, Calibration]) -> str:
    """The module that holds the shipped weights."""
    head = SHIPPED.read_text("utf-8").split("SHIPPED:")[0]

    def figures(values: Sequence[float]) -> str:
        return "(" + ", ".join(f"{value:.4g}" for value in values) + ")"

    lines = [
        f'    "{shape}": Calibration(\n        "{shape}",\n        {figures(one.means)},\n'
        f"        {figures(one.deviations)},\n        {figures(one.weights)},\n        {one.bias:.4g},\n    ),\n"
        for shape, one in shipped.items()
    ]
    return f"{head}SHIPPED: Final[dict[Shape, Calibration]] = {{\n{''.join(lines)}}}\n"


if __name__ == "__main__":
    console = Console(width=150)
    console.print(described())
    run(console, fit="--fit" in sys.argv)
