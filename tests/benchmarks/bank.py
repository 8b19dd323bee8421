"""The whole answering path on the development bank: 600 questions in fifteen kinds, with the engine off and with it."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from tests.ai.bank.held import HeldBank, bank_set
from tests.ai.bank.measure import ask_all, half, report
from tests.ai.bank.starter import starter_model


def run(out: Console, folder: Path, *, with_engine: bool) -> None:
    """Both halves apart: the weights were learned with one of them in view."""
    held = bank_set()
    bank, asked = HeldBank(held), held.answerable + held.unanswerable
    answers = ask_all(bank, asked)
    for which in ("work", "check"):
        rows = [row for row in asked if half(row["qid"]) == which]
        report(out, f"Bank set, {which}ing half, engine off", rows, answers)
    if with_engine:
        english = [row for row in asked if row["query"].isascii()]
        with starter_model(folder) as model:
            report(out, "Bank set, English questions, starter model", english, ask_all(bank, english, model))
