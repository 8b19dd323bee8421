"""Where candidates overlap, one wins: by score, then by length.

What a loser covers beyond the winner is kept. Linear in the characters that candidates cover.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from appliance.core.masking.analysis import Find
from appliance.core.masking.kinds import REPORTED, SECRETS

_LEAST_REST = 2
_SURE = 0.6


def settle(finds: Iterable[Find], text: str) -> list[Find]:
    """Sorted, not overlapping.

    A leftover of a masked kind stays masked when it holds two or more letters or digits.
    """
    order = sorted(
        finds, key=lambda f: (-f.score, -(f.end - f.start), f.kind not in SECRETS, f.start, f.kind)
    )
    taken = bytearray(len(text))
    kept: list[Find] = []
    slivers: list[Find] = []
    for find in order:
        parts = list(_free(find, taken))
        if parts == [(find.start, find.end)]:
            kept.append(find)
        elif find.kind not in REPORTED and find.score >= _SURE:
            for start, end in parts:
                part = replace(find, start=start, end=end)
                (kept if _worth(text[start:end]) else slivers).append(part)
        else:
            continue
        for start, end in parts:
            taken[start:end] = b"\x01" * (end - start)
    kept += _joined(slivers, text)
    return sorted(kept, key=lambda f: f.start)


def _free(find: Find, taken: bytearray) -> Iterator[tuple[int, int]]:
    """The parts of `find` that no winner covers."""
    at = find.start
    while at < find.end:
        start = taken.find(0, at, find.end)
        if start < 0:
            return
        stop = taken.find(1, start, find.end)
        at = find.end if stop < 0 else stop
        yield start, at


def _joined(slivers: list[Find], text: str) -> Iterator[Find]:
    """Leftovers too small by themselves, where they stand side by side."""
    run: list[Find] = []
    for sliver in [*sorted(slivers, key=lambda f: f.start), None]:
        if run and (sliver is None or sliver.start > run[-1].end):
            if _worth(text[run[0].start : run[-1].end]):
                yield replace(run[0], end=run[-1].end)
            run = []
        if sliver is not None:
            run.append(sliver)


def _worth(piece: str) -> bool:
    return sum(c.isalnum() for c in piece) >= _LEAST_REST
