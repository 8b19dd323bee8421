"""What is learned from: texts grown from our seeds, everyday questions that want nothing else, and what people wrote.

People's lines are masked first, as they are in the product: a name that is gone there may not be leaned on here.
"""

from __future__ import annotations

import hashlib
import json
import random
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
EVERYDAY: Final = (Path("tests/ai/bank/questions.jsonl"), Path("tests/ai/answering/dev_questions.jsonl"))
"""Questions to a bank, `{"query"}` a line."""
GROWN: Final = 3_000
AS_THEY_STAND: Final = (
    *("borders", "danger", "asking", "cheated"),
    *("spoken", "replies", "idioms", "told", "weighed"),
)
"""Seeds that are not grown: both sides of what is easily taken for something else."""

_OURS, _PLAIN, _BORDERS = 0.4, 0.5, 0.8
"""What an example counts beside one that a person wrote: ours are many, and said by few."""


def authors() -> dict[str, Path]:
    """The labelled sets by name, in order."""
    return {file.stem: file for file in sorted(SETS.glob("*.jsonl"))}


def corpus(people: Sequence[Path], grown: int = GROWN) -> list[Example]:
    """Ours, the everyday questions, and the sets of `people`. Raises `FileNotFoundError` away from the repository's root."""
    asked = [json.loads(line)["query"] for file in EVERYDAY for line in file.read_text("utf-8").splitlines()]
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
