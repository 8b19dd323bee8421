"""Learns `weights.json` and `leaning.json` of `appliance/ai/answering` from the banks here and the sample bank's questions.

    .venv/bin/python -m tests.ai.bank.fit [--write] [--report]      # prints how every bank does; some minutes

Each bank is left out once: what is learned from the others is tried on it, with --report by the whole path. What is
written in the end is learned from all of them. Each aspect may only speak the way that it is meant to (`SIGNS`): a word
that no text knows never speaks for an answer, whatever a few hundred questions say.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from appliance.ai.answering import evidence, language, leaning, scope, weights
from appliance.ai.answering.asked import Asked
from appliance.ai.answering.choosing import alone, several, told
from appliance.ai.answering.evidence import Weighed
from appliance.ai.answering.follow_up import understood, whole_question
from appliance.ai.answering.ladder import HITS
from appliance.ai.answering.leaning import Leaning, Planes
from appliance.ai.answering.likeness import NAMES
from appliance.ai.answering.parts import chosen_of, found_for_each
from appliance.ai.answering.searching import found_for
from appliance.ai.answering.vocabulary import Vocabulary
from appliance.ai.answering.work import Work
from appliance.core.masking.tagger import Tagger
from appliance.core.masking.text import MaskedText
from tests.ai.bank.held import ROOT, SAMPLE, HeldBank, Set, bank_set, embedder, sample_set
from tests.ai.bank.measure import ask_all, auc, report, stands

QUESTIONS = ROOT / "tests/ai/answering"
BANKS = [ROOT / "tests/ai" / name for name in ("bank", "bank3", "bank4", "bank5", "bank6", "bank7")]
SIGNS = {
    **dict.fromkeys(
        ("cosine", "coverage", "things", "named", "pairs", "in_range", "same_number", "has_wanted", "same_kind", "case", "searched",
         "pair_cosine", "pair_named", "score", "margin", "found"), 1),
    **dict.fromkeys(
        ("behind", "missing", "unknown", "kind_unsaid", "conflict", "lacks_wanted", "other_kind", "member_unsaid", "unlisted",
         "quoted_unsaid", "compound_unsaid", "outdated", "foreign", "unknown_tight", "missing_tight", "asks_whether",
         "unknown_english", "unknown_kind", "leans_own", "leans_advice", "leans_granted", "leans_any", "n_missing", "abolished"), -1),
}  # fmt: skip
"""Which way an aspect speaks: 1 for an answer, -1 against one; those that are not named may speak either way."""

GIVEN = {"in_range": 1.2, "conflict": -0.4, "searched": 2.0}
"""Aspects whose worth in the order of texts is not learned."""


@dataclass
class Case:
    """A question with its candidates: whether each stands in a right source, and what share of the facts it has."""

    row: dict[str, Any]
    asked: Asked
    outside: str | None
    weighed: list[Weighed]
    source: list[bool]
    facts: list[float]
    against: list[bool]
    parts: list[list[Weighed]]
    vector: Any
    sure: float
    leaning: Leaning = leaning.USUAL


def cases(held: Set) -> list[Case]:
    bank = HeldBank(held)
    vocabulary = Vocabulary(bank.texts(), Tagger())
    out = []
    for row in held.answerable + held.unanswerable:
        before = [(turn["role"], MaskedText.trusted(turn["text"])) for turn in row.get("history", ())]
        whole = whole_question(MaskedText.trusted(row["query"]), before, vocabulary)
        asked = understood(MaskedText.trusted(row["query"]), whole, vocabulary)
        lang = language.detect(row["query"])
        vectors: dict[str, Any] = {}
        haul = found_for(partial(bank.search, k=HITS), asked, vectors)
        hits = haul.hits
        outside = scope.outside(asked.clause if not asked.translated else asked.original, vocabulary)
        of = {id(w.hit): w for w in evidence.weigh(asked, haul, vocabulary, lang, outside=outside)}
        weighed = [Weighed(hit, of[id(hit)].likeness, 0.0) for hit in hits]
        relevant = set(row.get("relevant", ()))
        source = [bool({hit.external_id, hit.source.external_id} & relevant) for hit in hits]
        facts = []
        for one, right in zip(weighed, source, strict=True):
            wanted = row.get("facts") or []
            text = f"{one.hit.heading} {one.likeness.unit}"
            exact = one.hit.external_id in relevant or one.hit.kind != "qa"
            share = float(np.mean([stands(f, text) for f in wanted])) if wanted else float(exact)
            facts.append(share if right else 0.0)
        against = [of[id(hit)].against for hit in hits]
        work = Work(MaskedText.trusted(row["query"]), lang, (), None)
        parts = found_for_each(work, asked, hits, vocabulary, partial(bank.search, k=HITS))
        out.append(Case(row, asked, outside, weighed, source, facts, against, parts, haul.vector, haul.sure))
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
    # Hardly a row of these banks that is asked for is named by a range of amounts; these are taken as given.
    wont = np.array([GIVEN.get(name, 0.0) for name in NAMES])
    hold = np.array([100.0 if name in GIVEN else l2 for name in NAMES])
    b = wont.copy()
    for _ in range(12):
        slope, bend = hold * (b - wont), np.diag(hold)
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
    return sorted(range(len(case.weighed)), key=lambda n: (case.against[n], -case.weighed[n].rank))


def first(case: Case, b: Any) -> tuple[Any, float]:
    """The best text's figures, and whether it (with the next one) holds what was asked."""
    order = ordered(case, b)
    top = case.weighed[order[0]]
    others = [w.rank for w in case.weighed if w.hit.text != top.hit.text]
    question = evidence.question_of(case.asked, None, case.leaning, case.sure)
    ranked = [replace(case.weighed[n], why_not="no longer" if case.against[n] else None) for n in order]
    more = evidence.further(question, top, max(others, default=top.rank - 2))
    x = np.r_[1.0, top.likeness.figures, [more[name] for name in weights.FURTHER]]
    if "relevant" not in case.row:
        return x, 0.0
    if not case.row.get("facts"):
        return x, float(case.source[order[0]])
    chosen = chosen_of(case.parts, ranked) if case.parts else []
    if len(chosen) > 1:
        pass
    elif top.hit.kind == "qa" and alone(ranked):
        chosen = ranked[:1]
    else:
        chosen = several(ranked)
    said = "\n".join(told(chosen))
    return x, float(all(stands(fact, said) for fact in case.row["facts"]))


def learn_sure(x: Any, y: Any, l2: float) -> Any:
    """A logistic regression whose weights keep to `SIGNS`: weights that would change sides are held at nothing.

    Every figure is held back as it varies, so that a large one does not count for more.
    """
    names = ("bias", *NAMES, *weights.FURTHER)
    sign = np.array([SIGNS.get(name, 0) for name in names])
    flat = np.r_[0.0, np.ones(len(names) - 1)]
    scale = np.where(x.std(axis=0) > 0, x.std(axis=0), 1.0)
    x = x / scale
    b, free = np.zeros(len(names)), np.ones(len(names), bool)
    for _ in range(len(names)):
        b[~free] = 0.0
        for _ in range(30):
            p = 1 / (1 + np.exp(-np.clip(x @ b, -30, 30)))
            bend = (x[:, free] * (p * (1 - p))[:, None]).T @ x[:, free] + l2 * np.diag(flat[free])
            slope = x[:, free].T @ (p - y) + l2 * flat[free] * b[free]
            step = np.linalg.solve(bend + 1e-9 * np.eye(int(free.sum())), slope)
            b[free] -= step
            if float(np.abs(step).max()) < 1e-6:
                break
        wrong = free & (sign * b < 0)
        if not wrong.any():
            break
        free[np.argmin(np.where(wrong, sign * b, 0.0))] = False
    b[~free] = 0.0
    return b / scale


def learn_planes(given: list[Case], l2: float = 0.03) -> Planes:
    """A ridge logistic regression on the vectors for each kind of leaning; the sample bank does not say its kinds."""
    some = [case for case in given if "relevant" in case.row or case.row["kind"] != "sample"]
    x = np.array([np.r_[case.vector, 1.0] for case in some], float)
    hold = np.r_[np.full(x.shape[1] - 1, l2), 1e-6]
    rows = []
    for kind in ("personal", "advice", "false_premise", None):
        y = np.array(
            ["relevant" not in c.row if kind is None else c.row["kind"] == kind for c in some], float
        )
        b = np.zeros(x.shape[1])
        for _ in range(25):
            p = 1 / (1 + np.exp(-np.clip(x @ b, -30, 30)))
            bend = (x * (p * (1 - p))[:, None]).T @ x + np.diag(hold)
            b -= np.linalg.solve(bend, x.T @ (p - y) + hold * b)
        rows.append(b)
    table = np.array(rows)
    return Planes(table[:, :-1].astype(np.float32), table[:, -1].astype(np.float32))


def lean(given: list[Case], planes: Planes) -> None:
    for case in given:
        case.leaning = planes.leaning(case.vector)


def lean_by_others(given: list[Case], folds: int = 5) -> None:
    """The leanings of what is learned from, each by planes that did not see it: else they would count for too much."""
    for fold in range(folds):
        rest = [case for n, case in enumerate(given) if n % folds != fold]
        lean(given[fold::folds], learn_planes(rest))


@dataclass
class Learned:
    """Everything that is learned, and its way into the code that answers."""

    rank: Any
    sure: Any
    planes: Planes

    def table(self) -> dict[str, dict[str, float]]:
        """What `weights.json` holds."""
        names = ("bias", *NAMES, *weights.FURTHER)
        return {
            "rank": {name: round(float(v), 3) for name, v in zip(NAMES, self.rank, strict=True)},
            "sure": {name: round(float(v), 3) for name, v in zip(names, self.sure, strict=True)},
        }

    @contextmanager
    def instead(self) -> Iterator[None]:
        """The shipped weights replaced."""
        kept = weights.RANK, weights.SURE, leaning.shipped
        table = self.table()
        weights.RANK, weights.SURE = table["rank"], table["sure"]
        leaning.shipped = lambda _: self.planes  # type: ignore[assignment]
        try:
            yield
        finally:
            weights.RANK, weights.SURE, leaning.shipped = kept


def learn(banks: list[Case], sample: list[Case], l2: float, rank: Any = None) -> Learned:
    """`rank`: the order of texts that is kept; the shipped one where none is given."""
    given = [*banks, *sample]
    rank = np.array([weights.RANK[name] for name in NAMES]) if rank is None else rank
    planes = learn_planes(given)
    lean_by_others(given)
    # What the patterns of `scope` refuse is learned from too: they were written with these banks in view.
    some = [c for c in given if c.weighed and (c.outside or not c.against[ordered(c, rank)[0]])]
    rows = [first(c, rank) for c in some]
    x, y = np.array([x for x, _ in rows]), np.array([y for _, y in rows])
    return Learned(rank, learn_sure(x, y, l2), planes)


def show(name: str, given: list[Case], by: Learned) -> None:
    """How what was learned does on these: sources, AUC by kind, and right / answered / facts at some thresholds."""
    given = [case for case in given if case.weighed]
    lean(given, by.planes)
    orders = [ordered(case, by.rank) for case in given]
    rows = [first(case, by.rank) for case in given]
    sure = 1 / (1 + np.exp(-np.array([x @ by.sure for x, _ in rows])))
    less = [c.against[o[0]] or c.weighed[o[0]].abolished for c, o in zip(given, orders, strict=True)]
    sure = np.where(less, 0.3 * sure, sure)
    y, good = np.array([y for _, y in rows]), np.array(["relevant" in case.row for case in given])
    kinds = np.array([case.row["kind"] for case in given])
    at1, at5 = (
        np.mean(
            [
                any(c.source[n] for n in o[:k])
                for c, o in zip(given, orders, strict=True)
                if "relevant" in c.row
            ]
        )
        for k in (1, 5)
    )
    against = {
        str(kind): round(auc(list(sure[good]), list(sure[~good & (kinds == kind)]))[0], 2)
        for kind in sorted(set(kinds[~good]))
    }
    print(
        f"{name:7s} source@1 {at1:.3f} @5 {at5:.3f} AUC {auc(list(sure[good]), list(sure[~good]))[0]:.3f} {against}"
    )
    for least in (0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8):
        over = sure >= least
        print(
            f"    from {least}: right {y[over].mean():.2f}, answered {(over & good).sum() / good.sum():.2f}, "
            f"facts {y[over].sum() / good.sum():.2f}"
        )


def main() -> None:
    given = argparse.ArgumentParser(prog="python -m tests.ai.bank.fit")
    given.add_argument("--write", action="store_true", help="write weights.json and leaning.json")
    given.add_argument("--report", action="store_true", help="try the whole path on each bank left out")
    given.add_argument("--l2", type=float, default=30.0)
    options = given.parse_args()
    sets = [bank_set(folder) for folder in BANKS]
    banks = {held.name: cases(held) for held in sets}
    files = (
        SAMPLE / "questions.jsonl",
        QUESTIONS / "dev_questions.jsonl",
        QUESTIONS / "held_back_questions.jsonl",
    )
    sample = cases(sample_set(*files))
    for held in sets:
        learned = learn(
            [c for name, bank in banks.items() if name != held.name for c in bank], sample, options.l2
        )
        show(held.name, banks[held.name], learned)
        if options.report:
            asked = held.answerable + held.unanswerable
            with learned.instead():
                answers = ask_all(HeldBank(held), asked)
            report(Console(width=132), f"{held.name}, left out", asked, answers)
    learned = learn([case for bank in banks.values() for case in bank], sample, options.l2)
    for name, some in {**banks, "sample": sample}.items():
        show(name, some, learned)
    print(json.dumps(learned.table()))
    if options.write:
        room = Path(weights.__file__).parent
        (room / "weights.json").write_text(json.dumps(learned.table(), indent=1) + "\n", "utf-8")
        planes = leaning.written(learned.planes, embedder().name)
        (room / "leaning.json").write_text(json.dumps(planes) + "\n", "utf-8")


if __name__ == "__main__":
    main()
