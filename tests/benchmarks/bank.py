"""The whole answering path on banks' questions of fifteen kinds: a bank that nothing was learned from, and the development bank, with the
engine off and with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from tests.ai.bank.held import ROOT, UNLEARNED, HeldBank, bank_set
from tests.ai.bank.measure import ask_all, auc, figures, judged, report
from tests.ai.bank.starter import starter_model
from tests.benchmarks.figures import Figure, share


def run(out: Console, folder: Path, *, with_engine: bool, most: int | None = None) -> list[Figure]:
    """Figures are those of the bank that nothing was learned from; `most` questions of the other, which weights have seen."""
    new = bank_set(ROOT / "tests" / "ai" / UNLEARNED)
    unseen = new.answerable + new.unanswerable
    answers_unseen = ask_all(HeldBank(new), unseen)
    report(out, f"A bank that nothing was learned from ({UNLEARNED}), engine off", unseen, answers_unseen)
    held = bank_set()
    bank, asked = HeldBank(held), held.answerable + held.unanswerable
    asked = asked[:: max(1, len(asked) // most)] if most else asked
    report(out, "The development bank, engine off", asked, ask_all(bank, asked))
    if with_engine:
        english = [row for row in asked if row["query"].isascii()]
        with starter_model(folder) as model:
            report(out, "Bank set, English questions, starter model", english, ask_all(bank, english, model))
    return of_all(unseen, answers_unseen)


def of_all(asked: Sequence[dict[str, Any]], answers: dict[str, dict[str, Any]]) -> list[Figure]:
    """Every measure of these questions together, `bank right` and so on."""
    each = [judged(row, answers[row["qid"]]) for row in asked]
    good, bad = ([one["confidence"] for one in each if one["answerable"] is kind] for kind in (True, False))
    return [
        *(share(f"bank {name}", hits, of) for name, (hits, of) in figures(each).items()),
        Figure("bank auc", *auc(good, bad), len(each)),
    ]
