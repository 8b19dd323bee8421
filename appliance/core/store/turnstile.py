"""Fairness between processes: whoever waits for the store gets it before the one that just had it.

SQLite's own lock has no line: a waiting process sleeps and asks again, while a busy one takes the lock anew a moment after
it gave it back. Measured: beside a process that writes without pause, another one waited 6 s for a single act. Two
file locks make a turnstile: one who waits for the turn stands in the gate, and the one who had the turn cannot pass
the gate until the other has gone through.

    enter:   lock gate, lock turn, unlock gate         leave:   unlock turn

The locks belong to open files, so the kernel gives them back when a process dies.
"""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

from appliance.core.store.errors import busy

_LOOK_EVERY = 0.0005


class Turnstile:
    """One per open store; used by one thread at a time."""

    def __init__(self, store: Path, wait_s: float) -> None:
        self._wait_s = wait_s
        self._gate = self._open(store.with_name(store.name + ".gate"))
        self._turn = self._open(store.with_name(store.name + ".turn"))

    def enter(self) -> None:
        """Wait for the turn. Raises `Unavailable` after the longest wait."""
        until = time.monotonic() + self._wait_s
        self._lock(self._gate, until)
        try:
            self._lock(self._turn, until)
        finally:
            fcntl.flock(self._gate, fcntl.LOCK_UN)

    def leave(self) -> None:
        """Give the turn back; giving back what one has not is no error."""
        fcntl.flock(self._turn, fcntl.LOCK_UN)

    def close(self) -> None:
        """Close the files."""
        os.close(self._gate)
        os.close(self._turn)

    @staticmethod
    def _open(path: Path) -> int:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    @staticmethod
    def _lock(descriptor: int, until: float) -> None:
        # Asking again and again, because a lock with a deadline does not exist; a process that was stopped while it
        # held the turn must not stop us for good.
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise busy() from None
                time.sleep(_LOOK_EVERY)
            else:
                return
