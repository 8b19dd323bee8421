"""Facts about the turns of a dialogue, worked out once: the same turns stand before message after message.

Kept under a keyed digest of the words, never with the words themselves, and no more than `MOST` of each sort.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from hashlib import blake2b
from typing import Final, TypeVar

MOST: Final = 8192
_KEY: Final = secrets.token_bytes(16)

T = TypeVar("T")


def remembered(work: Callable[[str], T]) -> Callable[[str], T]:
    """`work` for a text seen lately is not done again. Its results are shared: nobody may change one. Thread-safe."""
    kept: dict[bytes, T] = {}

    @wraps(work)
    def recall(text: str) -> T:
        at = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, key=_KEY).digest()
        if (known := kept.get(at)) is not None:
            return known
        if len(kept) >= MOST:
            kept.clear()
        kept[at] = found = work(text)
        return found

    return recall


class NothingIn:
    """Texts of which it is known that they hold nothing to mask: a digest of each, `MOST` of them at most. Thread-safe."""

    def __init__(self) -> None:
        self._known: set[bytes] = set()

    def key(self, *about: str) -> bytes:
        """Of a text and all that decides how it is read."""
        digest = blake2b(digest_size=16, key=_KEY)
        for each in about:
            said = each.encode("utf-8", "surrogatepass")
            digest.update(len(said).to_bytes(8, "big") + said)
        return digest.digest()

    def __contains__(self, key: bytes) -> bool:
        return key in self._known

    def note(self, key: bytes) -> None:
        """It was looked at in full, and nothing was found."""
        if len(self._known) >= MOST:
            self._known.clear()
        self._known.add(key)
