"""Labels inside a text under construction: `⟪P王小明⟫`. They survive joining and noise, and come off at the end."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

LETTERS = {"P": "PERSON", "A": "ADDRESS", "D": "DOB"}
OPEN, CLOSE = "⟪", "⟫"
_MARK = re.compile(r"⟪([PAD])|⟫")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with its spans (start, end, kind), and how strongly each kind was asked for before it."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    wants: Mapping[str, int] = field(default_factory=dict)


def mark(letter: str, value: str) -> str:
    """`value` labelled as PERSON (P), ADDRESS (A) or DOB (D)."""
    return f"{OPEN}{letter}{value}{CLOSE}"


def unmark(marked: str, wants: Mapping[str, int] | None = None) -> Labelled:
    """Take the marks off and say where they stood."""
    text, spans, at, begun = "", [], 0, ("", 0)
    for m in _MARK.finditer(marked):
        text += marked[at : m.start()]
        at = m.end()
        if m[1]:
            begun = (m[1], len(text))
        elif len(text) > begun[1]:
            spans.append((begun[1], len(text), LETTERS[begun[0]]))
    return Labelled(text + marked[at:], tuple(spans), wants or {})
