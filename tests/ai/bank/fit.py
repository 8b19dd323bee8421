"""Learns `appliance/ai/answering/weights.json` from the working half of this bank and the sample bank's questions.

    .venv/bin/python -m tests.ai.bank.fit [--write]      # prints how both halves do; two minutes

The checking half is printed, never learned from; with --all the weights written are learned from both in the end (what
is printed before says how well the half alone does on the other).
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from appliance.ai.answering import asked as reading
from appliance.ai.answering import evidence, language, scope, weights
from appliance.ai.answering.asked import Asked
from appliance.ai.answering.choosing import found_for
from appliance.ai.answering.evidence import Weighed
from appliance.ai.answering.follow_up import whole_question
from appliance.ai.answering.ladder import HITS
from appliance.ai.answering.likeness import NAMES, likeness
from appliance.ai.answering.vocabulary import Vocabulary
from appliance.core.masking.tagger import Tagger
from appliance.core.masking.text import MaskedText
from tests.ai.bank.held import ROOT, SAMPLE, HeldBank, Set, bank_set, sample_set
from tests.ai.bank.measure import auc, half, stands

QUESTIONS = ROOT / "tests/ai/answering"


@dataclass
class Case:
    """A question with its candidates: whether each stands in a right source, and what share of the facts it has."""

    row: dict[str, Any]
    asked: Asked
    outside: str | None
    weighed: list[Weighed]
    source: list[bool]
    facts: list[float]


def cases(held: Set) -> list[Case]:
    bank = HeldBank(held)
    vocabulary = Vocabulary(bank.texts(), Tagger())
    out = []
    for row in held.answerable + held.unanswerable:
        before = [(turn["role"], MaskedText.trusted(turn["text"])) for turn in row.get("history", ())]
        asked = reading.read(whole_question(MaskedText.trusted(row["query"]), before, vocabulary), vocabulary)
        lang = language.detect(row["query"])
        hits = found_for(partial(bank.search, k=HITS), asked, {})
        best = max((hit.dense for hit in hits), default=0.0)
        weighed = [Weighed(hit, likeness(asked, hit, best, vocabulary, lang), 0.0) for hit in hits]
        relevant = set(row.get("relevant", ()))
        source = [bool({hit.external_id, hit.source.external_id} & relevant) for hit in hits]
        facts = []
        for one, right in zip(weighed, source, strict=True):
            wanted = row.get("facts") or []
            text = f"{one.hit.heading} {one.likeness.unit}"
            exact = one.hit.external_id in relevant or one.hit.kind != "qa"
            share = float(np.mean([stands(f, text) for f in wanted])) if wanted else float(exact)
            facts.append(share if right else 0.0)
        outside = scope.outside(asked.clause if not asked.translated else asked.original, vocabulary)
        out.append(Case(row, asked, outside, weighed, source, facts))
    bank.embedder.save()
    return out


def learn_rank(given: list[Case], l2: float = 0.5) -> Any:
    data = []
    for case in given:
        wish = np.array(
            [1.0 if f == 1 else 0.4 * f + 0.1 * s for f, s in zip(case.facts, case.source, strict=True)]
        )
        if wish.sum():
            data.append((np.array([w.likeness.figures for w in case.weighed]), wish / wish.sum()))
    # No row of this bank that is asked for is named by a range of amounts; what the sample bank shows is taken as given.
    wont = np.array([0.8 if name == "in_range" else 0.0 for name in NAMES])
    b = wont.copy()
    for _ in range(12):
        slope, bend = l2 * (b - wont), l2 * np.eye(len(b))
        for x, wish in data:
            z = x @ b
            p = np.exp(z - z.max())
            p /= p.sum()
            slope = slope + x.T @ (p - wish)
            bend = bend + x.T @ (x * p[:, None]) - np.outer(x.T @ p, x.T @ p)
        b = b - np.linalg.solve(bend, slope)
    return b


def ordered(case: Case, b: Any) -> list[int]:
    for n, w in enumerate(case.weighed):
        case.weighed[n] = Weighed(w.hit, w.likeness, float(np.array(w.likeness.figures) @ b))
    return sorted(range(len(case.weighed)), key=lambda n: -case.weighed[n].rank)


def first(case: Case, b: Any) -> tuple[Any, float]:
    """The best text's figures, and whether it (with the next one) holds what was asked."""
    order = ordered(case, b)
    top = case.weighed[order[0]]
    others = [w.rank for w in case.weighed if w.hit.text != top.hit.text]
    more = evidence.further(case.asked, top, max(others, default=top.rank - 2), case.outside)  # type: ignore[arg-type]
    x = np.r_[1.0, top.likeness.figures, [more[name] for name in weights.FURTHER]]
    if "relevant" not in case.row:
        return x, 0.0
    if not case.row.get("facts"):
        return x, float(case.source[order[0]])
    near = [n for n in order[:2] if top.rank - case.weighed[n].rank < 0.7]
    said = " ".join(f"{case.weighed[n].hit.heading} {case.weighed[n].likeness.unit}" for n in near)
    return x, float(all(stands(fact, said) for fact in case.row["facts"]))


def learn_sure(x: Any, y: Any, w: Any, l2: float) -> Any:
    b = np.zeros(x.shape[1])
    flat = np.r_[0.0, np.ones(len(b) - 1)]
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ b))
        b -= np.linalg.solve((x * (w * p * (1 - p))[:, None]).T @ x + l2 * np.diag(flat) + 1e-9 * np.eye(len(b)),
                             x.T @ (w * (p - y)) + l2 * flat * b)  # fmt: skip
    return b


def show(name: str, given: list[Case], rank: Any, sure: Any) -> None:
    given = [case for case in given if case.weighed]
    orders = [ordered(case, rank) for case in given]
    rows = [first(case, rank) for case in given]
    z, y = np.array([x @ sure for x, _ in rows]), np.array([y for _, y in rows])
    good = np.array(["relevant" in case.row for case in given])
    at = {
        k: np.mean(
            [
                any(c.source[n] for n in o[:k])
                for c, o in zip(given, orders, strict=True)
                if "relevant" in c.row
            ]
        )
        for k in (1, 5)
    }
    right, best = 0.0, (0.0, 0.0, 0.0)
    for n, (value, ok, _) in enumerate(sorted(zip(z, y, good, strict=True), key=lambda t: -t[0]), 1):
        right += ok
        if right / n >= 0.9:
            best = (right / good.sum(), n, value)
    kinds = sorted({case.row["kind"] for case in given if "relevant" not in case.row})
    by_kind = {
        kind: round(
            auc(
                list(z[good]),
                [
                    v
                    for v, c in zip(z, given, strict=True)
                    if c.row["kind"] == kind and "relevant" not in c.row
                ],
            )[0],
            2,
        )
        for kind in kinds
    }
    print(
        f"{name:7s} source@1 {at[1]:.3f} @5 {at[5]:.3f} facts {y[good].mean():.3f} "
        f"AUC {auc(list(z[good]), list(z[~good]))[0]:.3f} at 90 % right: {best[0]:.2f} (n {best[1]}, z {best[2]:.2f}) {by_kind}"
    )


def main() -> None:
    given = argparse.ArgumentParser(prog="python -m tests.ai.bank.fit")
    given.add_argument("--write", action="store_true", help="write weights.json")
    given.add_argument(
        "--all", action="store_true", help="learn what is written from both halves, after printing"
    )
    given.add_argument("--l2", type=float, default=0.5)
    options = given.parse_args()
    bank = cases(bank_set())
    sample = cases(
        sample_set(
            SAMPLE / "questions.jsonl",
            QUESTIONS / "dev_questions.jsonl",
            QUESTIONS / "held_back_questions.jsonl",
        )
    )
    work = [case for case in bank if half(case.row["qid"]) == "work"]
    check = [case for case in bank if half(case.row["qid"]) == "check"]
    rank = learn_rank(work)
    rows = [first(case, rank) for case in [*work, *sample] if case.weighed]
    w = np.array([1.0] * sum(bool(c.weighed) for c in work) + [1.0] * sum(bool(c.weighed) for c in sample))
    sure = learn_sure(np.array([x for x, _ in rows]), np.array([y for _, y in rows]), w, options.l2)
    for name, some in (("work", work), ("check", check), ("sample", sample)):
        show(name, some, rank, sure)
    if options.all:
        rank = learn_rank(bank)
        rows = [first(case, rank) for case in [*bank, *sample] if case.weighed]
        sure = learn_sure(
            np.array([x for x, _ in rows]), np.array([y for _, y in rows]), np.ones(len(rows)), options.l2
        )
    table = {
        "rank": {name: round(float(v), 3) for name, v in zip(NAMES, rank, strict=True)},
        "sure": {
            name: round(float(v), 3) for name, v in zip(("bias", *NAMES, *weights.FURTHER), sure, strict=True)
        },
    }
    print(json.dumps(table))
    if options.write:
        path = Path(weights.__file__).with_name("weights.json")
        path.write_text(json.dumps(table, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
