"""The texts to learn from: templates expanded, joined, roughened as chat is, and what was asked before them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from random import Random
from typing import Final

from appliance.core.masking.context import EARLIER, NOW
from appliance.core.masking.training.grammar import fillers, some
from appliance.core.masking.training.marks import Labelled, unmark

SOURCES: Final = (
    ("person", 0.30, ""),
    ("person_asked", 0.11, "PERSON"),
    ("address", 0.08, ""),
    ("address_asked", 0.04, "ADDRESS"),
    ("dob", 0.05, ""),
    ("dob_asked", 0.03, "DOB"),
    ("harmless", 0.31, ""),
    ("harmless_asked", 0.08, "ANY"),
)
KINDS: Final = ("PERSON", "ADDRESS", "DOB")
_PUNCTUATION = re.compile(r"[，。！？、；：]")
_ASCII = str.maketrans("，。！？；：（）", ",.!?;:()")


def corpus(count: int, seed: int, traditional: Mapping[int, str]) -> Iterator[Labelled]:
    """`count` texts; the same seed gives the same texts. `traditional` maps Simplified characters."""
    r = Random(seed)
    names = [name for name, _, _ in SOURCES]
    shares = [share for _, share, _ in SOURCES]
    kinds = {name: kind for name, _, kind in SOURCES}
    for _ in range(count):
        name = r.choices(names, shares)[0]
        yield unmark(_rough(r, _message(r, name), traditional), _wants(r, kinds[name]))


def _wants(r: Random, kind: str) -> dict[str, int]:
    if kind == "ANY":
        asked = r.sample(KINDS, r.choice((0, 1, 1, 2)))
        return {k: r.choice((NOW, EARLIER, EARLIER)) for k in asked}
    wants = {k: r.choice((NOW, EARLIER)) for k in KINDS if r.random() < 0.05}
    if kind and r.random() < 0.95:
        wants[kind] = NOW if r.random() < 0.85 else EARLIER
    return wants


def _message(r: Random, name: str) -> str:
    text = some(r, name)
    before, after = fillers()
    if r.random() < 0.25:
        text = r.choice(before) + r.choice(("，", " ", "", ",", "，")) + text
    if r.random() < 0.25:
        text += r.choice(("，", " ", "", ",", "。")) + r.choice(after)
    if name not in ("person_asked", "address_asked", "dob_asked") and r.random() < 0.3:
        other = some(r, r.choice(("harmless", "clauses", "person", "clauses", "address", "dob")))
        pair = [text, other] if r.random() < 0.6 else [other, text]
        text = r.choice(("，", "。", " ", "", "\n", "，")).join(pair)
    return text


def _rough(r: Random, text: str, traditional: Mapping[int, str]) -> str:
    roll = r.random()
    if roll < 0.25:
        text = _PUNCTUATION.sub("", text)
    elif roll < 0.4:
        text = _PUNCTUATION.sub(" ", text)
    elif roll < 0.5:
        text = text.translate(_ASCII)
    elif roll < 0.56:
        text = _PUNCTUATION.sub(lambda m: "" if r.random() < 0.5 else m[0], text)
    if r.random() < 0.12:
        text = text.translate(traditional)
    if r.random() < 0.05:
        text = re.sub(r"[^\x00-\x7f⟪⟫]", lambda m: m[0] + (" " if r.random() < 0.06 else ""), text)
    return text
