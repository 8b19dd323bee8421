"""Identifiers: 26 characters, sortable by the time they were made, increasing within a process."""

from __future__ import annotations

import secrets
import threading
import time

# Crockford's base 32: no I, L, O or U, so an id can be read out over the telephone.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

_RANDOM_BITS = 80
_lock = threading.Lock()
_last = 0


def base32(number: int, length: int) -> str:
    """`number` in Crockford base 32, upper case, left-padded with zeros to `length` characters."""
    digits = []
    for _ in range(length):
        digits.append(ALPHABET[number & 31])
        number >>= 5
    return "".join(reversed(digits))


def new_id() -> str:
    """A new id: 48 bits of milliseconds, 80 random bits. Two ids made in one process never compare backwards.

    The wall clock is read directly, not through `kit.clock`: a test that freezes time must not get equal
    ids. A clock that is set back must not break the order, so the larger of clock and last id counts.
    """
    global _last
    fresh = (time.time_ns() // 1_000_000) << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
    with _lock:
        # Within one millisecond (or after a clock step back) go on from the last id by a random stride: still
        # increasing, still not guessable from the one before.
        _last = fresh if fresh > _last else _last + 1 + secrets.randbits(64)
        return base32(_last, 26)


def is_id(text: str) -> bool:
    """Whether `text` has the shape of an id of ours; says nothing about whether there is such a thing."""
    return len(text) == 26 and text[0] in "01234567" and all(letter in ALPHABET for letter in text)
