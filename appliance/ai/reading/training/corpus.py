"""What is learned from: texts grown from our seeds, everyday questions that want nothing else, and what people wrote.

People's lines are masked first, as they are in the product: a name that is gone there may not be leaned on here.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

from appliance.ai.reading.training import grow, labelled
from appliance.ai.reading.training.seeds import Example, example, lines, sections
from appliance.core.masking.engine import Masker
from appliance.core.masking.text import RawText

SETS: Final = Path("tests/ai/reading/sets")
"""Labelled sets, one author each; read from the repository's root."""
EVERYDAY: Final = (
    Path("tests/ai/bank/questions.jsonl"),
    Path("tests/ai/answering/dev_questions.jsonl"),
    *(Path(f"tests/ai/bank{number}/questions.jsonl") for number in (4, 5, 6, 7, 8)),
    *(Path(f"tests/ai/bank{number}/unanswerable.jsonl") for number in (4, 5, 6, 7, 8)),
)
"""Questions to a bank, `{"query"}` a line. Those of the other banks are kept apart, to count what is handed over in vain."""
GRAVE: Final = re.compile(
    r"丢|掉了|不见|偷|抢|挂失|骗|盗|冒|诈|去世|过世|走了|没了|不在了|继承|遗产|遗嘱|投诉|举报|起诉|法院|律师|监管|未成年|孩子|小孩|儿子|女儿|老人|奶奶|爷爷|爸|妈|死"
    r"|lost|stole|scam|fraud|died|passed away|deceased|complain|sue|court|child|son\b|daughter|elderly|grandm|grandp",
    re.IGNORECASE,
)
"""An everyday question that touches on a grave matter may be about one: it is not learned from as if nothing were the matter."""
GROWN: Final = 3_000
AS_THEY_STAND: Final = (
    *("borders", "danger", "asking", "cheated"),
    *("spoken", "replies", "idioms", "told", "weighed"),
    *("doubtful", "undertone"),
)
"""Seeds that are not grown: both sides of what is easily taken for something else."""

_WHOLE = 2
"""So many of the files of everyday questions are learned from as a whole: how a question about a lost card's fee differs from a loss is
to be learned too, from few."""
_OURS, _PLAIN, _BORDERS = 0.4, 0.5, 0.8
"""What an example counts beside one that a person wrote: ours are many, and said by few."""


def authors() -> dict[str, Path]:
    """The labelled sets by name, in order."""
    return {file.stem: file for file in sorted(SETS.glob("*.jsonl"))}


def corpus(people: Sequence[Path], grown: int = GROWN) -> list[Example]:
    """Ours, the everyday questions, and the sets of `people`. Raises `FileNotFoundError` away from the repository's root."""
    asked = [
        question
        for at, file in enumerate(EVERYDAY)
        for line in file.read_text("utf-8").splitlines()
        if not GRAVE.search(question := json.loads(line)["query"]) or at < _WHOLE
    ]
    return [
        *grow.examples(grown, weight=_OURS),
        *(Example(line, weight=_PLAIN) for line in lines("short")),
        *(
            replace(example(seed, random.Random(0)), weight=_BORDERS)
            for name in AS_THEY_STAND
            for seed in sections(name)
        ),
        *(Example(_masked(each), weight=_PLAIN) for each in asked),
        *(each for file in people for each in written(file)),
    ]


def written(file: Path) -> list[Example]:
    """The lines of a labelled set, masked."""
    return [
        replace(
            each,
            text=_masked(each.text),
            history=tuple((role, _masked(turn)) for role, turn in each.history),
        )
        for each in labelled.examples(file)
    ]


@cache
def _masker() -> Masker:
    return Masker()


@cache
def _masked(text: str) -> str:
    return str(_masker().mask(RawText(text), hasher=_hashed).text)


def _hashed(kind: str, value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()[:8]  # nothing is kept, so no key is needed
