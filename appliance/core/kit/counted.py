"""How many things there are, as English says it: 1 passage, 12 passages."""

from __future__ import annotations


def many(count: int, one: str, several: str = "") -> str:
    """`count` and the word that goes with it; without `several` the word of one and an s."""
    return f"{count} {one if count == 1 else several or f'{one}s'}"
