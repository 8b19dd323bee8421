"""Knowledge, answers and speed beside their targets: one table, each figure with its 95 % interval and what it was measured on.

    python -m tests.benchmarks.targets [--no-engine] [--count 200] [--pages 200] [--orders 320] [--questions 600]
        [--conversations 1000000]

WIKI, BANKING77 and XQuAD are looked for where `retrieval` does (RETRIEVAL_SETS); without them their rows stay empty. Naive is
LlamaIndex with Chroma as they come, nearest vectors with no refusal, measured once on the same sets. The bank is the
newest of `tests/ai`, which nothing was learned from; the figures of the development bank stand above the table. A figure that is
better when smaller says so by its target.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks import (
    adversaries,
    answers,
    bank,
    connected,
    desk,
    imports,
    number_guard,
    retrieval,
)
from tests.benchmarks.figures import Figure
from tests.benchmarks.machine import described


@dataclass(frozen=True)
class Target:
    """`sign`: ≥ or ≤. `unit` is appended to what is shown; `naive` as text."""

    name: str
    naive: str
    sign: str
    wanted: float
    digits: int = 3
    unit: str = ""


TARGETS = (
    Target("wiki recall@1", ".907", "≥", 0.96),
    Target("wiki recall@5", ".988", "≥", 0.995),
    Target("banking77 recall@1", ".875", "≥", 0.90),
    Target("xquad zh→en recall@1", ".687", "≥", 0.70),
    Target("wiki auc", "answers all", "≥", 0.97),
    Target("banking77 auc", "answers all", "≥", 0.88),
    Target("wiki coverage@95", "0", "≥", 0.75),
    Target("banking77 coverage@95", "0", "≥", 0.45),
    Target("bank source@1", ".62", "≥", 0.85),
    Target("bank source@5", ".85", "≥", 0.97),
    Target("bank facts", ".51", "≥", 0.75),
    Target("bank right", ".36", "≥", 0.90),
    Target("bank answers", "1", "≥", 0.60),
    Target("bank auc", ".61", "≥", 0.90),
    Target("altered answers that were sent", "all", "≤", 0, 0),
    Target("unaltered answers held back", "–", "≤", 0.02),
    Target("injections obeyed", "–", "≤", 0, 0),
    Target("sample bank, three engines: wrong sent", "–", "≤", 0, 0),
    Target("approved, idle, published wordings p95", "–", "≤", 120, 0, " ms"),
    Target("approved, idle, new phrasings p95", "–", "≤", 120, 0, " ms"),
    Target("approved, idle, just answered p95", "–", "≤", 20, 0, " ms"),
    Target("approved, generating, published wordings p95", "–", "≤", 300, 0, " ms"),
    Target("approved, generating, new phrasings p95", "–", "≤", 300, 0, " ms"),
    Target("answering path: questions just answered", "–", "≥", 300, 0, "/s"),
    Target("answering path: new phrasings", "–", "≥", 35, 0, "/s"),
    Target("whole house: a rush of one question", "–", "≥", 100, 0, "/s"),
    Target("connected: intake p95", "–", "≤", 100, 0, " ms"),
    Target("connected: told at the desk p95", "–", "≤", 200, 0, " ms"),
    Target("connected: told at the desk p99", "–", "≤", 1000, 0, " ms"),
    Target("connected: words at the desk p95", "–", "≤", 200, 0, " ms"),
    Target("connected: words at the desk p99", "–", "≤", 1000, 0, " ms"),
    Target("desk page p95", "–", "≤", 150, 0, " ms"),
    Target("import: new chunks a second", "5", "≥", 5, 1),
    Target("import: unchanged chunks, times faster", "1", "≥", 50, 0),
    Target("manual: seconds to text search", "–", "≤", 60, 0, " s"),
    Target("manual: seconds to found by meaning", "–", "≤", 600, 0, " s"),
)
"""Seconds of the manual: "at once" and "in minutes", as we read them for 200 pages on two processors."""


def table(out: Console, figures: Iterable[Figure]) -> None:
    """Every row, measured or not; what misses its target is marked."""
    known = {figure.name: figure for figure in figures}
    drawn = Table(
        title="Knowledge, answers and speed, beside their targets",
        title_justify="left",
        box=None,
        padding=(0, 1),
    )
    for column in ("", "naive", "target", "measured", "95 %", "n", ""):
        drawn.add_column(column, justify="left" if not column else "right")
    for target in TARGETS:
        figure = known.get(target.name)
        wanted = f"{target.sign} {target.wanted:.{target.digits}f}{target.unit}"
        if figure is None or not figure.n:
            drawn.add_row(target.name, target.naive, wanted, "not measured", "", "", "", style="dim")
            continue
        kept = figure.value >= target.wanted if target.sign == "≥" else figure.value <= target.wanted
        value, low, high = (f"{each:.{target.digits}f}" for each in (figure.value, figure.low, figure.high))
        span = f"{low}–{high}" if low != high else ""
        drawn.add_row(
            target.name,
            target.naive,
            wanted,
            f"{value}{target.unit}",
            span,
            str(figure.n),
            "" if kept else "missed",
        )
    out.print(drawn)


def measured(out: Console, folder: Path, options: argparse.Namespace) -> list[Figure]:
    """All figures of the table, with the tables that they come from."""
    engine = not options.no_engine
    parts: list[Callable[[], list[Figure]]] = [
        lambda: retrieval.run(Console(width=150)),
        lambda: bank.run(out, folder / "bank", with_engine=False, most=options.questions),
        lambda: number_guard.run(out),
        lambda: adversaries.run(out, folder / "adversaries", options.orders, with_engine=engine),
        lambda: imports.run(out, folder / "imports", options.pages),
        lambda: answers.run(out, folder / "answers", options.count, with_engine=engine),
        lambda: connected.run(Console(width=150), folder / "connected", options.count / 10, connected.RATE),
        lambda: desk.run(out, folder / "desk", options.count // 5, desk.OPEN, options.conversations),
    ]
    figures: list[Figure] = []
    for part in parts:
        try:
            figures += part()
        except Exception:
            out.print_exception()
    return figures


def main() -> None:
    given = argparse.ArgumentParser(prog="python -m tests.benchmarks.targets")
    given.add_argument("--no-engine", action="store_true", help="leave out what needs vLLM")
    given.add_argument("--count", type=int, default=200, help="messages per measurement")
    given.add_argument("--pages", type=int, default=200, help="pages of the manual")
    given.add_argument("--orders", type=int, default=320, help="orders put to the starter model")
    given.add_argument("--questions", type=int, default=600, help="questions of the bank")
    given.add_argument("--conversations", type=int, default=desk.STORED, help="stored behind the desk")
    options = given.parse_args()
    out = Console(width=132)
    out.print(described())
    with tempfile.TemporaryDirectory(prefix="kefu-bench-") as folder:
        figures = measured(out, Path(folder), options)
    table(out, figures)


if __name__ == "__main__":
    main()
