"""A candidate as the reader of values sees it: what stands around it, what it looks like, what was said before.

Groups of hashed features, each a list of slots (0 <= slot < `SLOTS`). The groups of characters share their slots, so that
验证码 means the same before a number and in the turn before; where it stood is told by the group. Trained and run on the same
code, so the two cannot drift apart.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from appliance.core.masking import asks
from appliance.core.masking.candidates import Candidate, Field
from appliance.core.masking.context import Dialogue
from appliance.core.masking.recognizers.asked._fits import marks
from appliance.core.masking.remembered import remembered

SLOTS: Final = 1 << 15
GROUPS: Final = 12
Slots = NDArray[np.int64] | NDArray[np.uint16]
_TOUCH: Final = 5
_NEAR: Final = 8
_FAR: Final = 24
_READ: Final = 160
_TURNS: Final = 3
"""Turns of the other side that are read."""
_BACK: Final = 4
"""Turns of the other side whose questions are told apart."""
_BEGUN: Final = 24
_FIGURES: Final = re.compile(r"[0-9零〇一二三四五六七八九幺洞]")
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_PAD: Final = "\x00" * _FAR
_LEFT: Final = np.uint64(0x51ED270B2F)
_RIGHT: Final = np.uint64(0x2545F4914F)
_INSIDE: Final = np.uint64(0x6A09E667F3)
_SHIFT: Final = np.uint64(49)
"""64 less the bits of `SLOTS`."""
_NONE: Final = np.zeros(0, dtype=np.int64)
_FOLD: Final = {ord(c): "0" for c in "123456789"} | dict.fromkeys(map(ord, "\t\n\r\x0b\x0c"), " ")
_DAY: Final = re.compile(r"(?:1[0-2]|0[1-9])(?:[0-2]\d|3[01])")
_EXPIRY: Final = re.compile(r"(?:1[0-2]|0?[1-9])\D{0,3}(?:20)?[2-4]\d")
_YEAR: Final = re.compile(r"(?:19[3-9]|20[0-4])\d")
_SERVICE: Final = re.compile(r"9[56]\d{3}|1[012]\d{3}|106\d*|[48]00\d{7}|1[12][0-9]|95\d{3,}")
_FUND: Final = re.compile(r"(?:60|00|30|68|51|15|16|11|12|01|83|43)\d{4}")


def grams(text: str, most: int) -> NDArray[np.uint64]:
    """(most, length): for each length from one to `most` every group of that many characters, by where it starts; what
    would run over the end is zero."""
    codes = np.frombuffer(text.translate(_FOLD).encode("utf-32-le", "replace"), dtype=np.uint32).astype(
        np.uint64
    )
    out = np.zeros((most, len(codes)), dtype=np.uint64)
    group = codes * _MIX
    for length in range(1, min(most, len(codes)) + 1):
        if length > 1:
            group = (group[:-1] ^ (group[:-1] >> np.uint64(29))) * _MIX + codes[length - 1 :] * _MIX
        out[length - 1, : len(group)] = group ^ np.uint64(length)
    return out


def _slot(groups: NDArray[np.uint64]) -> Slots:
    return ((groups * _MIX) >> _SHIFT).astype(np.int64)


@remembered
def _turn(text: str) -> NDArray[np.uint16]:
    by = grams(f"\x02{text[-_READ:]}\x03", 4)
    # Two bytes a slot: thousands of turns are remembered.
    return _slot(np.concatenate([by[n, : by.shape[1] - n] for n in range(4)])).astype(np.uint16)


def inside(value: str) -> Slots:
    """Groups of one to three characters of a value itself, told apart from those around it."""
    by = grams(f"\x02{value}\x03", 3)
    return _slot(np.concatenate([by[n, : by.shape[1] - n] for n in range(3)]) ^ _INSIDE)


@lru_cache(maxsize=8192)
def _named(feature: str) -> int:
    return crc32(feature.encode("utf-8", "replace")) % SLOTS


def shape(value: str) -> str:
    """`d6`, `d3-`, `ad8`: what the value is made of and how long it is, counted up to twelve."""
    if value.isdigit():
        return f"d{min(12, len(value))}"
    digits = sum(c.isdigit() for c in value)
    letters = sum(c.isascii() and c.isalpha() for c in value)
    han = sum("\u4e00" <= c <= "\u9fff" for c in value)
    made = ("h" if han else "") + ("a" if letters else "") + ("d" if digits else "")
    return f"{made}{min(12, digits + letters + han)}"


def _looks(value: str, form: str) -> list[str]:
    digits = "".join(c for c in value if c.isdigit())
    signs = "".join(sorted({c for c in value if not c.isalnum()}))
    out = [form, f"{form}/{signs}", f"signs {signs}", f"n {min(20, len(digits))}", f"head {form} {value[:1]}"]
    pieces = re.split(r"\D+", value.strip())
    out.append("pieces " + "-".join(str(min(9, len(p))) for p in pieces[:5]))
    if digits:
        out.append(f"digits {form} {digits[:2]}")
        checks = {
            "round": digits.endswith("00"),
            "thousands": digits.endswith("000"),
            "year": bool(_YEAR.fullmatch(digits)),
            "expiry": bool(_EXPIRY.fullmatch(value)),
            "day": bool(_DAY.fullmatch(digits)),
            "service": bool(_SERVICE.fullmatch(digits)),
            "fund": bool(_FUND.fullmatch(digits)),
            "zero first": digits[0] == "0",
            "decimal": bool(re.fullmatch(r"\d+\.\d{1,2}", value)),
            "commas": bool(re.fullmatch(r"\d{1,3}(?:,\d{3})+", value)),
            "same": len(set(digits)) == 1,
            "mobile": len(digits) == 11 and digits[0] == "1" and digits[1] in "3456789",
        }
        out += [f"{name} {form}" for name, so in checks.items() if so]
    return out


def _state(state: Dialogue, form: str) -> list[str]:
    out = [f"plain {state.plain}", f"explained {state.explained}", f"open {state.open} {form}"]
    for kind, strength in state.wants.items():
        out += [f"wants {kind} {strength}", f"wants {kind} {strength} {form}"]
    for place, kind in enumerate(state.scene):
        out += [f"scene {kind} {min(place, 1)}", f"scene {kind} {form}"]
    out += [f"given {kind}" for kind in state.given]
    last = next((said for role, said in reversed(state.said) if role != "visitor"), "")
    if len(last) > 1:
        for kind, chance in zip(asks.KINDS, asks.chances(last), strict=True):
            if chance >= 0.2:
                level = 2 if chance >= 0.6 else 1
                out += [f"asks {kind} {level}", f"asks {kind} {level} {form}"]
    out.append("turns " + "".join(role[:1] for role, _ in state.said[-2:]))
    return out + _earlier(state, form)


def _earlier(state: Dialogue, form: str) -> list[str]:
    """What was asked for before the last words of the other side, and, where those ask for nothing, what they go on with;
    how many figures the visitor's last turn held."""
    out: list[str] = []
    others = [said for role, said in state.said if role != "visitor"][-_BACK:]
    goes_on = len(others) > 0
    for back, said in enumerate(reversed(others)):
        kinds = asks.listed(said)
        if back and kinds:
            out += [f"before {kind}" for kind in kinds] + [f"before {kind} {form}" for kind in kinds]
            if goes_on:
                out += [f"goes on {kind}" for kind in kinds] + [f"goes on {kind} {form}" for kind in kinds]
        goes_on = goes_on and not kinds
    mine = next((said for role, said in reversed(state.said) if role == "visitor"), "")
    if mine and len(mine) <= _BEGUN:
        figures = min(12, len(_FIGURES.findall(mine)))
        out += [f"mine {figures}", f"mine {figures} {form}"]
    return out


def _offsets() -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Row and distance of every group around a value (from its start, then from its end), and where the six parts begin."""
    touch = [(n, -n - 1) for n in range(_TOUCH)]
    near = [(n, at) for n in range(3) for at in range(-_NEAR, -n)]
    far = [(n, at) for n in range(1, 4) for at in range(-_FAR, -n)]
    touched = [(n, 0) for n in range(_TOUCH)]
    nearer = [(n, at) for n in range(3) for at in range(_NEAR - n)]
    farther = [(n, at) for n in range(1, 4) for at in range(_FAR - n)]
    parts = (touch, near, far, touched, nearer, farther)
    begins = np.cumsum([0, *(len(part) for part in parts[:-1])])
    return *(np.array([pair[i] for part in parts for pair in part]) for i in (0, 1)), begins  # type: ignore[return-value]


_ROWS, _DISTANCES, _BEGINS = _offsets()


class Surroundings:
    """What all candidates of one text share, and what is their own; worked out at once."""

    def __init__(self, field: Field, state: Dialogue) -> None:
        self._field, self._state = field, state
        by = grams(f"{_PAD}\x02{field.text}\x03{_PAD}", _TOUCH)
        others = [_turn(said) for role, said in state.said if role != "visitor"][-_TURNS:]
        own = [_turn(said) for role, said in state.said if role == "visitor"][-2:]
        self.shared: tuple[Slots, ...] = (
            _slot(by[:3, _FAR : -_FAR - 2][:, :_READ].reshape(-1)),
            others[-1] if others else _NONE,
            np.concatenate(others[:-1]) if len(others) > 1 else _NONE,
            np.concatenate(own) if own else _NONE,
        )
        """The message, the last words of the other side, its words before, the visitor's own: groups of every candidate."""
        self._shapes = [shape(field.text[c.at : c.to]) for c in field.found]
        last = next((said for role, said in reversed(state.said) if role != "visitor"), "")
        self._asked = asks.listed(last)
        self._begins = _apart(field.found)
        self._states: dict[str, Slots] = {}
        self._windows = self._around(by)

    def own(self, at: int) -> tuple[Slots, ...]:
        """The groups of candidate number `at` alone."""
        c, form = self._field.found[at], self._shapes[at]
        if form not in self._states:
            self._states[form] = _slots(_state(self._state, form))
        looks = _looks(self._field.text[c.at : c.to], form) + self._place(at, c) + self._turn_of(c, form)
        row = self._windows[at]
        windows = (row[begin:end] for begin, end in zip(_BEGINS, (*_BEGINS[1:], len(row)), strict=True))
        return (*windows, _slots(looks), self._states[form])

    def _turn_of(self, c: Candidate, form: str) -> list[str]:
        """Which of several things asked for at once stands at the place of this value among those given."""
        if len(self._asked) < 2:
            return []
        at = bisect_right(self._begins, c.at) - 1
        if at >= len(self._asked):
            return ["turn none"]
        kind, all_given = self._asked[at], len(self._begins) == len(self._asked)
        return [f"turn {kind} {all_given}", f"turn {kind} {all_given} {form}"]

    def _around(self, by: NDArray[np.uint64]) -> Slots:
        """(candidates, groups): what touches each, what is near and what is further, on the left and on the right."""
        edges = np.array([(c.at, c.to) for c in self._field.found]) + _FAR + 1
        half = int(_BEGINS[3])
        at = np.concatenate((edges[:, :1] + _DISTANCES[:half], edges[:, 1:] + _DISTANCES[half:]), axis=1)
        found = by[_ROWS, at]
        found[:, :_TOUCH] ^= _LEFT
        found[:, half : half + _TOUCH] ^= _RIGHT
        return _slot(found)

    def _place(self, at: int, c: Candidate) -> list[str]:
        found, text, shapes = self._field.found, self._field.text, self._shapes
        form = shapes[at]
        size = min(7, (len(text.strip()) - (c.to - c.at)).bit_length())
        out = [
            f"rest {size}",
            f"rest {size} {form}",
            f"number {min(at, 3)}",
            f"many {min(len(found), 5)}",
            f"before {shapes[at - 1] if at else ''}",
            f"after {shapes[at + 1] if at + 1 < len(found) else ''}",
            f"same {form} {min(shapes.count(form), 3)}",
        ]
        out += [f"mark {mark}" for mark in marks(text[max(0, c.at - 14) : c.at], text[c.to : c.to + 8])]
        if (at and found[at - 1].to > c.at) or (at + 1 < len(found) and found[at + 1].at < c.to):
            out.append(f"overlaps {form}")
        return out


def _apart(found: Sequence[Candidate]) -> list[int]:
    """Where candidates that no other covers begin."""
    begins: list[int] = []
    end = 0
    for c in found:
        if c.at >= end:
            begins.append(c.at)
        end = max(end, c.to)
    return begins


def _slots(features: Sequence[str]) -> Slots:
    return np.array([_named(each) for each in features], dtype=np.int64)


def pooled(table: NDArray[np.float32], lists: Sequence[Slots]) -> NDArray[np.float32]:
    """A row for each group: the sum of its rows of the table, scaled by the root of their number."""
    sizes = np.array([len(slots) for slots in lists])
    out = np.zeros((len(lists), table.shape[1]), np.float32)
    full = np.flatnonzero(sizes)
    if len(full):
        heads = np.concatenate(([0], np.cumsum(sizes[full])[:-1]))
        sums = np.add.reduceat(table.take(np.concatenate(lists), axis=0), heads, axis=0)
        out[full] = sums / np.sqrt(sizes[full])[:, None]
    return out
