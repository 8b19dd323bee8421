"""How a message and the turns before it are laid out for the weights: rows of letter groups and outlines, and cues."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from appliance.ai.reading.cues import VISITOR, cues
from appliance.ai.reading.outline import outline
from appliance.ai.reading.script import even, plain

_BITS: Final = (15, 12, 13, 13, 12, 13, 13)
"""Bits of the rows of each group: the message, its end, our last turn, the visitor's last one, the visitor's earlier ones, the
message's outline, and how it answers ours."""
GROUPS: Final = len(_BITS)
_BEGINS: Final = tuple(sum(1 << bits for bits in _BITS[:n]) for n in range(GROUPS))
ROWS: Final = sum(1 << bits for bits in _BITS)
_READ: Final = (240, 20, 60, 80, 100, 120, 32)
"""Characters of each group that are read; of turns before, the last ones."""
_SAID: Final = 56
_LATIN: Final = 2
"""Characters of a message, its two ends, that are embedded; so many times more where all are Latin, of which a token takes more."""
_ALL: Final = 72
_BEFORE: Final = (8, 24)
"""Characters that are embedded with the turns before, and the fewest and most of each of those. The time taken grows with them."""
_WORD: Final = re.compile(r"[a-z']+")
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_LONGEST: Final = (4, 3, 3, 3, 3, 5, 5)

Rows = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Laid:
    """One message: rows of the table, how much each counts (1 over the root of its group's size), and the cues."""

    rows: Rows
    counts: NDArray[np.float32]
    cues: NDArray[np.float32]


def lay(text: str, history: Sequence[tuple[str, str]] = ()) -> Laid:
    """Features of `text` (masked) after `history`, (role, text) oldest first."""
    said = plain(text)
    ours, theirs = "", [plain(turn) for role, turn in history if role in VISITOR][-5:]
    if history and history[-1][0] not in VISITOR:
        ours = plain(history[-1][1])
    last, earlier = (theirs[-1], " ".join(theirs[:-1])) if theirs else ("", "")
    drawn = outline(said[: _READ[0]])
    answer = f"{outline(ours)[-16:]}#{drawn[:12]}" if ours else ""
    rows, counts = [], []
    for n, part in enumerate((said[: _READ[0]], said, ours, last, earlier, drawn, answer)):
        found = _rows(part[-_READ[n] :], n)
        rows.append(found)
        counts.append(np.full(len(found), 1 / max(1, len(found)) ** 0.5, dtype=np.float32))
    return Laid(np.concatenate(rows), np.concatenate(counts), np.array(cues(text, history), dtype=np.float32))


def joined(text: str, history: Sequence[tuple[str, str]] = ()) -> str:
    """What is embedded: the message, then the ends of our last turn and of the visitor's last one, which it leans on."""
    said = even(text)
    wide = _LATIN if said.isascii() else 1
    if len(said) > _SAID * wide:
        said = f"{said[: _SAID * wide // 2]} … {said[-_SAID * wide // 2 :]}"
    if not history:
        return said
    least, most = _BEFORE
    part = max(least, min(most, (_ALL - len(said) // wide) // 2))
    role, last = history[-1]
    ours = "" if role in VISITOR else even(last)[-part:]
    theirs = next((even(turn)[-part:] for role, turn in reversed(history) if role in VISITOR), "")
    return f"{said} | {ours} | {theirs}"


def _rows(text: str, group: int) -> Rows:
    """Rows of the groups of one to four characters of a plain text, and of its Latin words and pairs of them."""
    if not text:
        return np.zeros(0, np.int32)
    codes = np.frombuffer(f"\x02{text}\x03".encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    hashed = codes * _MIX
    out = [hashed]
    for length in range(1, min(_LONGEST[group], len(codes))):
        hashed = (hashed[:-1] ^ (hashed[:-1] >> np.uint64(29))) * _MIX + codes[length:] * _MIX
        out.append(hashed ^ np.uint64(length))
    if words := _WORD.findall(text):
        heads = [_hash(word) for word in words]
        pairs = [(a * 31 + b) & 0xFFFFFFFFFFFFFFFF for a, b in pairwise(heads)]
        out.append(np.array([*heads, *heads, *pairs], dtype=np.uint64))
    at = ((np.concatenate(out) * _MIX) >> np.uint64(64 - _BITS[group])).astype(np.int32)
    return at + np.int32(_BEGINS[group])


def _hash(word: str) -> int:
    value = 0xCBF29CE484222325
    for letter in word.encode():
        value = ((value ^ letter) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value
