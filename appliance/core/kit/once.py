"""What is worked out when it is first needed and kept for good, by one thread for all."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from functools import cache, update_wrapper
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")


def once(work: Callable[P, T]) -> Callable[P, T]:
    """`functools.cache`, but threads that want the same at the same time wait for the one that is at it.

    With `cache` alone eight first questions compile the same patterns eight times, each held up by the seven others. What
    is known costs as little as with `cache`. Only positional arguments; what raises is tried again.
    """
    lock = threading.RLock()  # a list may be made of another one
    known: dict[tuple[Hashable, ...], T] = {}

    @cache
    def recall(*args: Hashable) -> T:
        with lock:
            if args not in known:
                known[args] = work(*args)  # type: ignore[arg-type, call-arg]
            return known[args]

    return cast("Callable[P, T]", update_wrapper(recall, work))
