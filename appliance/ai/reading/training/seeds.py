"""The seeds: sections of lines with their labels. `= [W] mood [+] [topic]`, then one line a text, `[a/b/]` a choice."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Final

from appliance.ai.reading.labels import MOODS, TOPICS, Mood, Topic

_CHOICE: Final = re.compile(r"\[([^\[\]]*/[^\[\]]*)\]")
_ROLES: Final = {"v": "visitor", "a": "ai", "g": "agent"}

Turn = tuple[str, str]


@dataclass(frozen=True)
class Example:
    """A message with its turns before and what is to be read in it. `weight` is how much it counts."""

    text: str
    wants_person: bool = False
    mood: Mood = "neutral"
    escalating: bool = False
    topic: Topic = "none"
    history: tuple[Turn, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True)
class Seed:
    """A line and its labels, not yet grown."""

    line: str
    labels: Example


def grown(line: str, r: random.Random) -> str:
    """One reading of a line: a choice taken in every bracket."""
    while m := _CHOICE.search(line):
        line = line[: m.start()] + r.choice(m[1].split("/")) + line[m.end() :]
    return line.strip()


def example(seed: Seed, r: random.Random) -> Example:
    """The seed grown; `v:…|a:…|text` becomes a history and a text."""
    *before, last = seed.line.split("|") if seed.line[:2] in ("v:", "a:", "g:") else [seed.line]
    turns = tuple((_ROLES[part.strip()[0]], grown(part.strip()[2:], r)) for part in before)
    return replace(seed.labels, text=grown(last, r), history=turns)


@cache
def lines(name: str) -> tuple[str, ...]:
    """The lines of `seeds/<name>.txt`, without comments, empty ones and heads of sections."""
    return tuple(line for line in _rows(name) if not line.startswith("="))


@cache
def sections(name: str) -> tuple[Seed, ...]:
    """The seeds of `seeds/<name>.txt`."""
    out, labels = [], Example("")
    for line in _rows(name):
        if line.startswith("="):
            labels = _labels(line[1:].split())
        else:
            out.append(Seed(line, labels))
    return tuple(out)


def _labels(words: list[str]) -> Example:
    """Raises `ValueError` for a word that is no label."""
    made = Example("")
    for word in words:
        if word == "W":
            made = replace(made, wants_person=True)
        elif word == "+":
            made = replace(made, escalating=True)
        elif mood := next((mood for mood in MOODS if mood == word), None):
            made = replace(made, mood=mood)
        elif topic := next((topic for topic in TOPICS if topic == word), None):
            made = replace(made, topic=topic)
        else:
            raise ValueError(word)
    return made


def _rows(name: str) -> list[str]:
    text = files(__package__).joinpath("seeds", f"{name}.txt").read_text("utf-8")
    return [line.strip() for line in text.split("\n") if line.strip() and not line.startswith("#")]
