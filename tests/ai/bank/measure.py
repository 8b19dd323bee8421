"""How the whole path does on a bank's questions, by kind, each share with its 95 % interval.

.venv/bin/python -m tests.ai.bank.measure                      # this bank, held in memory, engine off
.venv/bin/python -m tests.ai.bank.measure --half work          # a fixed random half, to develop on
.venv/bin/python -m tests.ai.bank.measure --set DIR --answers FILE    # what `appliance ask --jsonl` printed
"""

from __future__ import annotations

import argparse
import hashlib
import math
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from appliance.ai.answering.ladder import Answerer
from appliance.ai.answering.number_guard import same
from appliance.ai.answering.quantities import quantities
from appliance.ai.inference.language_model import LanguageModel, ModelStatus, NoModel
from appliance.cli.ask import answer_to_dict
from appliance.core.kit.clock import now
from appliance.core.masking.tagger import Tagger
from appliance.core.masking.text import MaskedText
from tests.ai.bank.held import BANK, HeldBank, Set, bank_set, rows

ANSWERED = ("approved", "generated", "quote")
_FREE = re.compile(r"免费|不收费?|免收|无需付费|free", re.IGNORECASE)
_ABOLISHED = re.compile(r"废止|停办|停止|停用|停发|停售|停寄|停收|取消|不再|终止|下线|失效|已停")
_NO_SUCH = re.compile(r"没有|未(?:列|设|规定|提供)|不(?:办理|发行|提供|收|受理)|无此")


def half(qid: str) -> str:
    """`work` or `check`: a coin thrown by the question's id, the same on every machine."""
    return "work" if hashlib.sha256(f"half:{qid}".encode()).digest()[0] % 2 else "check"


def stands(fact: str, reply: str) -> bool:
    """Whether a fact stands in a reply, in whatever way its figures are written."""
    if _squeeze(fact) in _squeeze(reply):
        return True
    if _FREE.fullmatch(fact) and _FREE.search(reply):
        return True
    wanted = quantities(fact)
    if not wanted:
        return False
    said = quantities(reply)
    bare = {digits for q in said for digits in re.findall(r"\d+(?:\.\d+)?", q.shown.replace(",", ""))}
    return all(
        any(same(q, other) or same(other, q) for other in said)
        or (re.fullmatch(r"[\d.]+", q.shown) is not None and q.shown in bare)
        for q in wanted
    )


def _squeeze(text: str) -> str:
    return re.sub(r"\s", "", text).replace("，", ",").replace("：", ":")


def ask_all(
    bank: HeldBank, asked: Sequence[dict[str, Any]], model: LanguageModel | None = None
) -> dict[str, dict[str, Any]]:
    """Answers by question id, in the shape that `appliance ask --jsonl` prints."""
    off = NoModel(ModelStatus("off", "", now(), "未启用。", "Off."))
    answerer = Answerer(bank, model or off, Tagger())
    out = {}
    for row in asked:
        before = [(turn["role"], MaskedText.trusted(turn["text"])) for turn in row.get("history", ())]
        began = time.perf_counter()
        out[row["qid"]] = answer_to_dict(answerer.answer(MaskedText.trusted(row["query"]), history=before))
        out[row["qid"]]["spent"] = time.perf_counter() - began
    bank.embedder.save()
    return out


def judged(row: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    """What one answer was: where its sources stood, whether the facts are in, whether it answered, whether it was right."""
    answered = answer["rung"] in ANSWERED
    found = [{hit.get("document"), hit.get("qa")} for hit in _nearest(answer)]
    relevant = set(row.get("relevant", ()))
    out: dict[str, Any] = {
        "answerable": "facts" in row,
        "answered": answered,
        "confidence": answer.get("confidence") or 0.0,
        "at1": any(ids & relevant for ids in found[:1]),
        "at5": any(ids & relevant for ids in found[:5]),
        "facts": answered and all(stands(fact, answer["answer"]) for fact in row.get("facts", ())),
    }
    if out["answerable"]:
        out["right"] = out["facts"]
    else:
        said = answer["answer"]
        out["right"] = not answered or bool(
            (row["kind"] == "superseded" and _ABOLISHED.search(said))
            or (row["kind"] in ("near", "false_premise") and _NO_SUCH.search(said) and not quantities(said))
        )
    return out


def _nearest(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """What the answer rests on, then what else was found, each once."""
    each = [*answer["sources"], *answer.get("found", ())]
    return [hit for n, hit in enumerate(each) if hit not in each[:n]]


def interval(hits: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if not of:
        return 0.0, 1.0
    z, p = 1.96, hits / of
    middle = (p + z * z / (2 * of)) / (1 + z * z / of)
    width = z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, middle - width), min(1.0, middle + width)


def auc(good: Sequence[float], bad: Sequence[float]) -> tuple[float, float, float]:
    """Area under the curve with Hanley and McNeil's 95 % interval."""
    if not good or not bad:
        return 0.5, 0.0, 1.0
    wins = sum((g > b) + 0.5 * (g == b) for g in good for b in bad)
    a = wins / (len(good) * len(bad))
    q1, q2 = a / (2 - a), 2 * a * a / (1 + a)
    spread = a * (1 - a) + (len(good) - 1) * (q1 - a * a) + (len(bad) - 1) * (q2 - a * a)
    error = 1.96 * math.sqrt(max(0.0, spread) / (len(good) * len(bad)))
    return a, max(0.0, a - error), min(1.0, a + error)


def figures(judgements: Iterable[dict[str, Any]]) -> dict[str, tuple[int, int]]:
    """(hits, of) by name."""
    each = list(judgements)
    answerable = [j for j in each if j["answerable"]]
    answered = [j for j in each if j["answered"]]
    return {
        "source@1": (sum(j["at1"] for j in answerable), len(answerable)),
        "source@5": (sum(j["at5"] for j in answerable), len(answerable)),
        "facts": (sum(j["facts"] for j in answerable), len(answerable)),
        "answers": (sum(j["answered"] for j in answerable), len(answerable)),
        "right": (sum(j["right"] for j in answered), len(answered)),
    }


def report(
    out: Console, title: str, asked: Sequence[dict[str, Any]], answers: dict[str, dict[str, Any]]
) -> None:
    by_kind: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in asked:
        by_kind[row["kind"]].append(judged(row, answers[row["qid"]]))
    everything = [j for each in by_kind.values() for j in each]
    columns = ["source@1", "source@5", "facts", "answers", "right"]
    table = Table(title=title, title_justify="left")
    table.add_column("kind")
    for column in ("n", *columns):
        table.add_column(column, justify="right")
    for kind, each in [*by_kind.items(), ("all", everything)]:
        got = figures(each)
        cells = []
        for column in columns:
            hits, of = got[column]
            low, high = interval(hits, of)
            cells.append(f"{hits / of:.2f} ({low:.2f}-{high:.2f})" if of else "-")
        if not each[0]["answerable"]:
            cells = ["-", "-", "-", f"{sum(j['answered'] for j in each)}/{len(each)}", cells[-1]]
        table.add_row(kind, str(len(each)), *cells, end_section=kind == list(by_kind)[-1])
    out.print(table)
    good = [j["confidence"] for j in everything if j["answerable"]]
    for kind in ["all", *[k for k, each in by_kind.items() if not each[0]["answerable"]]]:
        bad = [
            judged(row, answers[row["qid"]])["confidence"]
            for row in asked
            if "facts" not in row and kind in ("all", row["kind"])
        ]
        if bad and good:
            value, low, high = auc(good, bad)
            out.print(
                f"AUC answerable against {kind}: {value:.3f} ({low:.3f}-{high:.3f}), n {len(good)}/{len(bad)}"
            )
    rungs: dict[str, int] = defaultdict(int)
    for row in asked:
        rungs[answers[row["qid"]]["rung"]] += 1
    seconds = sorted(answers[row["qid"]]["seconds"].get("total", 0.0) for row in asked)
    out.print(
        f"rungs {dict(rungs)}; seconds p50 {seconds[len(seconds) // 2]:.3f}, p95 {seconds[int(len(seconds) * 0.95)]:.3f}"
    )


def run(held: Set, which: str = "all") -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
    asked = [r for r in held.answerable + held.unanswerable if which == "all" or half(r["qid"]) == which]
    return asked, ask_all(HeldBank(held), asked)


def main() -> None:
    given = argparse.ArgumentParser(prog="python -m tests.ai.bank.measure")
    given.add_argument("--set", type=Path, default=BANK, help="a folder of this shape")
    given.add_argument("--half", choices=("all", "work", "check"), default="all")
    given.add_argument(
        "--answers", type=Path, help="lines of `appliance ask --jsonl` to judge instead of asking"
    )
    options = given.parse_args()
    held = bank_set(options.set)
    if options.answers:
        answers = {row["qid"]: row for row in rows(options.answers)}
        asked = [r for r in held.answerable + held.unanswerable if r["qid"] in answers]
    else:
        asked, answers = run(held, options.half)
    report(Console(width=132), f"{held.name}, {options.half}, {len(asked)} questions", asked, answers)


if __name__ == "__main__":
    main()
