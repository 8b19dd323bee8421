"""Whether a process that cannot be waited for still answers: it is asked again and again, and each answer buys it the time until the next.

What is counted is questions unanswered, not the clock: a machine that was put to sleep and woken is no reason to end anybody.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

HANGS: Final = 30.0  # seconds without an answer; a slow or swapping machine is late by a few
LOADS: Final = 300.0  # … while it is still loading, as it is at first
MISSES: Final = 6  # how often it is looked whether an answer has come, within `HANGS`


class Beat:
    """Of one process. `ask` must not wait; `hung` is called once, from a thread of this one's own."""

    def __init__(
        self,
        ask: Callable[[], None],
        hung: Callable[[], None],
        hangs: float = HANGS,
        loads: float = LOADS,
    ) -> None:
        self._ask, self._hung, self._every = ask, hung, hangs / MISSES
        self._long = max(MISSES, round(loads / self._every))
        self._left, self._slow = self._long, 1
        self._answered, self._over = threading.Event(), threading.Event()
        self._loads, self._loaded = threading.Event(), threading.Event()

    def start(self) -> None:
        """Ask, from now on."""
        threading.Thread(target=self._watch, name="beat", daemon=True).start()

    def answered(self) -> None:
        """It has."""
        self._answered.set()

    def loads(self) -> None:
        """It has just been told to load: until it has, it has as long for an answer as at first."""
        self._loads.set()

    def loaded(self) -> None:
        """It says that it has: from now on every answer is due in time, also one that it owes."""
        self._loaded.set()

    def stop(self) -> None:
        """Ask no more; idempotent."""
        self._over.set()

    def lives(self) -> bool:
        """One look: an answer is followed by the next question; False at the last that is missing."""
        if self._loads.is_set():
            self._loads.clear()
            # The next answer may be to what was asked before it was told.
            self._left, self._slow = self._long, 2
        if self._loaded.is_set():
            self._loaded.clear()
            self._left, self._slow = min(self._left, MISSES), 0
        if self._answered.is_set():
            self._answered.clear()
            self._slow = max(0, self._slow - 1)
            self._left = self._long if self._slow else MISSES
            self._ask()
        else:
            self._left -= 1
        return self._left > 0

    def _watch(self) -> None:
        self._ask()
        while not self._over.wait(self._every):
            if not self.lives():
                self._hung()
                return
