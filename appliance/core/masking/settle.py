"""Where candidates overlap, one wins: by score, then by length.

What a loser covers beyond the winner is kept.
"""

from __future__ import annotations

from collections.abc import Iterable

from appliance.core.masking.analysis import Find
from appliance.core.masking.kinds import REPORTED, SECRETS

_LEAST_REST = 2


def settle(finds: Iterable[Find], text: str) -> list[Find]:
    """Sorted, not overlapping.

    A leftover of a masked kind stays masked when it holds two or more letters or digits.
    """
    order = sorted(
        finds, key=lambda f: (-f.score, -(f.end - f.start), f.kind not in SECRETS, f.start, f.kind)
    )
    kept: list[Find] = []
    for find in order:
        for start, end in _free(find, kept):
            whole = (start, end) == (find.start, find.end)
            if whole or (find.kind not in REPORTED and _worth(text[start:end]) and find.score >= 0.6):
                kept.append(find if whole else Find(start, end, find.kind, find.score, find.rule))
    return sorted(kept, key=lambda f: f.start)


def _free(find: Find, kept: list[Find]) -> list[tuple[int, int]]:
    """The parts of `find` that no winner covers."""
    parts = [(find.start, find.end)]
    for winner in kept:
        parts = (
            [
                piece
                for start, end in parts
                for piece in ((start, min(end, winner.start)), (max(start, winner.end), end))
                if piece[0] < piece[1]
            ]
            if any(s < winner.end and winner.start < e for s, e in parts)
            else parts
        )
    return parts


def _worth(piece: str) -> bool:
    return sum(c.isalnum() for c in piece) >= _LEAST_REST
