"""Texts as the reader sees them: masked values gone, small letters, simplified characters, every digit a 0."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Final

from appliance.ai.inference.embedder import without_tokens
from appliance.core.kit.once import once
from appliance.core.masking import views

_DIGITS: Final = re.compile(r"\d+")
_LONG: Final = re.compile(r"\d(?:[ \-–—.]?\d){5,}")
"""Longer than an age, an amount or a service number (12378): a code or half a card's number, which says nothing here."""
_SPACES: Final = re.compile(r"\s+")


@once
def _simple() -> dict[int, int]:
    text = files(__package__).joinpath("learned", "traditional.txt").read_text("utf-8")
    pairs = [pair for line in text.split("\n") if not line.startswith("#") for pair in line.split()]
    return {ord(pair[0]): ord(pair[1]) for pair in pairs}


def even(text: str) -> str:
    """`text` (masked) in one writing, short numbers as they are: 13 and 73 are not the same age."""
    lower = views.lower(views.flat(without_tokens(text))).translate(_simple())
    return _SPACES.sub(" ", _LONG.sub("0", lower)).strip()


def plain(text: str) -> str:
    """`text` (masked) in one writing, every number a 0."""
    return _DIGITS.sub("0", even(text))
