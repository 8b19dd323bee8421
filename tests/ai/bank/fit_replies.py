"""Learns `trees.json` of `appliance/ai/answering` from the replies that the whole path would give to the banks' questions.

    .venv/bin/python -m tests.ai.bank.fit_replies [--write]      # prints how every bank does; some minutes

Every question is asked as if any reply might be sent; what is known of the reply is kept, and whether it was right. Each bank
is left out once: trees that were grown from the others say which of its replies they would send, from likelihood to likelihood.
What is written in the end is grown from all of them.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from appliance.ai.answering import trees
from appliance.ai.answering.ladder import Answerer
from appliance.ai.inference.language_model import ModelStatus, NoModel
from appliance.cli.ask import answer_to_dict
from appliance.core.kit.clock import now
from appliance.core.masking.tagger import Tagger
from appliance.core.masking.text import MaskedText
from tests.ai.bank.boost import Growth, grow, likelihood
from tests.ai.bank.held import ROOT, SAMPLE, HeldBank, Set, bank_set, sample_set
from tests.ai.bank.line import learn_line, odds
from tests.ai.bank.measure import ANSWERED, auc, judged

BANKS = ("bank", "bank3", "bank4", "bank5", "bank6", "bank7", "bank8", "bank9", "bank10")
OF_SAMPLE = (
    SAMPLE / "questions.jsonl",
    ROOT / "tests/ai/answering/dev_questions.jsonl",
    ROOT / "tests/ai/answering/held_back_questions.jsonl",
)
HOW = Growth(depth=3)
OF_THE_SAMPLE = 3
"""How often each question of the sample bank counts: it is another kind of bank, answered by pairs for the most part."""

SIGNS = {
    **dict.fromkeys(("sure", "found", "pairs_known", "part_single"), 1),
    **dict.fromkeys(
        ("rival", "rival_first", "rivals", "rival_missing", "runs_unknown", "name_grown", "name_goes_on", "kinds_lacking",
         "currency_unsaid", "currency_first", "asks", "part_unsaid", "part_lacking",
         "unknown", "unknown_tight", "unknown_english", "unknown_kind", "kind_unsaid", "conflict", "unlisted", "other_kind",
         "quoted_unsaid", "compound_unsaid", "leans_own", "leans_advice", "leans_granted", "leans_any", "pairs_unknown"), -1),
}  # fmt: skip
"""Which way a figure speaks: 1 for the reply, -1 against it; those that are not named may speak either way."""

IN_THE_LINE = (
    "rival", "rival_first", "rivals", "rival_missing", "runs_unknown", "name_grown", "name_goes_on", "kinds_lacking",
    "currency_unsaid", "currency_first", "asks", "part_unsaid", "part_single", "part_lacking", "serving",
)  # fmt: skip
"""Figures that the line alone counts (`doubts`): few replies differ in them, and trees that may cut by them do worse on a bank left
out (right at facts .78: .894, without them .900)."""

SHARE = 0.3
"""What the line counts beside the trees, in log odds. On eight banks left out .3 to .5 do alike (facts at right .92: .696 to .708,
trees alone .681)."""


@dataclass(frozen=True)
class Seen:
    """A reply: its figures, whether the question has an answer, whether something would be sent and is right."""

    figures: dict[str, float]
    answerable: bool
    sent: bool
    right: bool


@contextmanager
def any_reply(into: list[dict[str, float]]) -> Iterator[None]:
    """Every reply is taken for a sure one; its figures are kept."""
    kept = trees.likelihood

    def sure_of_all(figures: Any) -> float:
        into.append(dict(figures))
        return 1.0

    trees.likelihood = sure_of_all
    try:
        yield
    finally:
        trees.likelihood = kept


def replies(held: Set) -> list[Seen]:
    """What the whole path would send to each question, engine off."""
    bank = HeldBank(held)
    answerer = Answerer(bank, NoModel(ModelStatus("off", "", now(), "未启用。", "Off.")), Tagger())
    out = []
    figures: list[dict[str, float]] = []
    with any_reply(figures):
        for row in held.answerable + held.unanswerable:
            before = [(turn["role"], MaskedText.trusted(turn["text"])) for turn in row.get("history", ())]
            figures.clear()
            answer = answer_to_dict(answerer.answer(MaskedText.trusted(row["query"]), history=before))
            if figures:
                sent = answer["rung"] in ANSWERED
                right = _from_there(row, answer) if held.name == "sample" else judged(row, answer)["right"]
                out.append(Seen(figures[-1], "facts" in row, sent, bool(sent and right)))
    bank.embedder.save()
    return out


def _from_there(row: dict[str, Any], answer: dict[str, Any]) -> bool:
    """Of the sample bank's questions most ask for no facts: right is what rests on the source that is named."""
    used = {id_ for hit in answer["sources"] for id_ in (hit.get("document"), hit.get("qa"))}
    return bool(used & set(row.get("relevant", ())))


def table(given: Sequence[Seen]) -> tuple[list[str], Any, Any]:
    """The names of the figures, first those that trees may cut by; the figures (replies, names); which replies were right."""
    names = sorted(given[0].figures, key=lambda name: name in IN_THE_LINE)
    return (
        names,
        np.array([[one.figures[n] for n in names] for one in given], float),
        np.array([float(one.right) for one in given]),
    )


def learn(given: Sequence[Seen]) -> dict[str, Any]:
    """What `trees.json` holds."""
    names, x, y = table(given)
    sign = np.array([SIGNS.get(name, 0) for name in names])
    cut = len(names) - len(IN_THE_LINE)
    grown = grow(x[:, :cut], y, sign[:cut], HOW)
    return {"figures": names, **grown, "line": {"share": SHARE, **learn_line(x, y, sign)}}


def sure_of(learned: dict[str, Any], x: Any) -> Any:
    """What `trees.likelihood` gives to each row of `x`."""
    share = learned["line"]["share"]
    by_trees = likelihood(learned, x)
    both = (1 - share) * np.log(by_trees / (1 - by_trees)) + share * odds(learned["line"], x)
    return 1 / (1 + np.exp(-both))


def show(name: str, given: Sequence[Seen], sure: Any) -> None:
    """AUC, and right / answered / facts from some likelihoods on."""
    good = np.array([one.answerable for one in given])
    sent, right = np.array([one.sent for one in given]), np.array([one.right for one in given])
    print(
        f"{name:7s} AUC {auc(list(sure[good]), list(sure[~good]))[0]:.3f}, every reply facts {right[good].mean():.3f}"
    )
    for least in np.arange(0.5, 0.76, 0.02):
        over = sent & (sure >= least)
        print(
            f"    from {least:.2f}: right {right[over].mean():.3f}, answered {(over & good).sum() / good.sum():.3f}, "
            f"facts {(right & over & good).sum() / good.sum():.3f}"
        )


def main() -> None:
    given = argparse.ArgumentParser(prog="python -m tests.ai.bank.fit_replies")
    given.add_argument("--write", action="store_true", help="write trees.json")
    options = given.parse_args()
    banks = {name: replies(bank_set(ROOT / "tests/ai" / name)) for name in BANKS}
    sample = replies(sample_set(*OF_SAMPLE))
    left_out = {}
    for name, some in banks.items():
        others = [one for other, seen in banks.items() if other != name for one in seen]
        left_out[name] = sure_of(learn([*others, *sample * OF_THE_SAMPLE]), table(some)[1])
        show(name, some, left_out[name])
    everything = [one for seen in banks.values() for one in seen]
    show("all", everything, np.concatenate(list(left_out.values())))
    if options.write:
        path = Path(trees.__file__).with_name("trees.json")
        path.write_text(
            json.dumps(learn([*everything, *sample * OF_THE_SAMPLE]), separators=(",", ":")) + "\n", "utf-8"
        )


if __name__ == "__main__":
    main()
