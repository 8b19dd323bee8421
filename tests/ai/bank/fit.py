"""Learns `appliance/ai/answering/weights.json` from the working halves of the two banks and the sample bank's questions.

    .venv/bin/python -m tests.ai.bank.fit [--write]      # prints how every half does; some minutes

The checking halves are printed, never learned from; with --all the weights written are learned from everything in the
end (what is printed before says how well the halves alone do on the others). Each aspect may only speak the way that it
is meant to (`SIGNS`): a word that no text knows never speaks for an answer, whatever a few hundred questions say.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from appliance.ai.answering import asked as reading
from appliance.ai.answering import evidence, language, scope, thresholds, weights
from appliance.ai.answering.asked import Asked
from appliance.ai.answering.choosing import alone, found_for, several, words_of
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
BANK3 = ROOT / "tests/ai/bank3"
SIGNS = {
    **dict.fromkeys(
        ("cosine", "coverage", "things", "named", "pairs", "in_range", "same_number", "has_wanted", "same_kind", "case",
         "pair_cosine", "pair_named", "score", "margin"), 1),
    **dict.fromkeys(
        ("behind", "missing", "unknown", "kind_unsaid", "conflict", "lacks_wanted", "other_kind", "member_unsaid", "unlisted",
         "quoted_unsaid", "compound_unsaid", "outdated", "foreign", "unknown_tight", "missing_tight", "asks_whether",
         "unknown_english", "unknown_kind", "own", "advice", "n_missing", "abolished"), -1),
}  # fmt: skip
"""Which way an aspect speaks: 1 for an answer, -1 against one; those that are not named may speak either way."""

GIVEN = {"in_range": 1.2, "conflict": -0.4}
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
    parts: list[Weighed]


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
        judged = {
            id(w.hit): w.against for w in evidence.weigh(asked, hits, vocabulary, lang, outside=outside)
        }
        against = [judged[id(hit)] for hit in hits]
        parts = []
        for part in asked.parts:
            one = reading.part_of(asked, part, vocabulary)
            each = {
                (hit.kind, hit.qa_id or hit.passage_id): hit
                for hit in [*hits, *found_for(partial(bank.search, k=HITS), one, {})]
            }
            best = evidence.weigh(one, list(each.values()), vocabulary, lang)[0]
            if not best.against and best.sure >= thresholds.PART:
                parts.append(best)
        out.append(Case(row, asked, outside, weighed, source, facts, against, parts))
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
    more = evidence.further(case.asked, top, max(others, default=top.rank - 2), case.outside)  # type: ignore[arg-type]
    x = np.r_[1.0, top.likeness.figures, [more[name] for name in weights.FURTHER]]
    if "relevant" not in case.row:
        return x, 0.0
    if not case.row.get("facts"):
        return x, float(case.source[order[0]])
    ranked = [replace(case.weighed[n], why_not="no longer" if case.against[n] else None) for n in order]
    if len(case.parts) and case.asked.parts:
        chosen = [*case.parts, *ranked[:2]]
    elif top.hit.kind == "qa" and alone(ranked):
        chosen = ranked[:1]
    else:
        chosen = several(ranked)
    said = "\n".join(words_of(w) for w in chosen)
    return x, float(all(stands(fact, said) for fact in case.row["facts"]))


def learn_sure(x: Any, y: Any, w: Any, l2: float) -> Any:
    """A logistic regression whose weights keep to `SIGNS`: weights that would change sides are held at nothing."""
    names = ("bias", *NAMES, *weights.FURTHER)
    sign = np.array([SIGNS.get(name, 0) for name in names])
    flat = np.r_[0.0, np.ones(len(names) - 1)]
    b, free = np.zeros(len(names)), np.ones(len(names), bool)
    for _ in range(len(names)):
        b[~free] = 0.0
        for _ in range(30):
            p = 1 / (1 + np.exp(-x @ b))
            bend = (x[:, free] * (w * p * (1 - p))[:, None]).T @ x[:, free] + l2 * np.diag(flat[free])
            slope = x[:, free].T @ (w * (p - y)) + l2 * flat[free] * b[free]
            b[free] -= np.linalg.solve(bend + 1e-9 * np.eye(int(free.sum())), slope)
        wrong = free & (sign * b < 0)
        if not wrong.any():
            break
        free[np.argmin(np.where(wrong, sign * b, 0.0))] = False
    b[~free] = 0.0
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


def learn(rank_from: list[Case], sure_from: list[Case], l2: float) -> tuple[Any, Any]:
    rank = learn_rank(rank_from)
    rows = [first(c, rank) for c in sure_from if c.weighed and not c.against[ordered(c, rank)[0]]]
    x, y = np.array([x for x, _ in rows]), np.array([y for _, y in rows])
    return rank, learn_sure(x, y, np.ones(len(rows)), l2)


def main() -> None:
    given = argparse.ArgumentParser(prog="python -m tests.ai.bank.fit")
    given.add_argument("--write", action="store_true", help="write weights.json")
    given.add_argument(
        "--all", action="store_true", help="learn what is written from all halves, after printing"
    )
    given.add_argument("--l2", type=float, default=1.0)
    options = given.parse_args()
    banks = {"": cases(bank_set()), " 3": cases(bank_set(BANK3))}
    sample = cases(
        sample_set(
            SAMPLE / "questions.jsonl",
            QUESTIONS / "dev_questions.jsonl",
            QUESTIONS / "held_back_questions.jsonl",
        )
    )
    halves = {
        f"{which}{name}": [case for case in bank if half(case.row["qid"]) == which]
        for name, bank in banks.items()
        for which in ("work", "check")
    }
    work = [case for name, some in halves.items() if name.startswith("work") for case in some]
    rank, sure = learn(work, [*work, *sample], options.l2)
    for name, some in {**halves, "sample": sample}.items():
        show(name, some, rank, sure)
    if options.all:
        every = [case for bank in banks.values() for case in bank]
        rank, sure = learn(every, [*every, *sample], options.l2)
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
