"""The lists of words that come with the name tagger (`learned/*.txt`)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


def lines(name: str) -> list[str]:
    """The lines of a list, without empty ones and remarks."""
    text = (files("appliance.core.masking") / "learned" / f"{name}.txt").read_text("utf-8")
    return [line for line in text.split("\n") if line.strip() and not line.startswith("#")]


@cache
def words_known(name: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(word for line in lines(name) for word in line.split())
