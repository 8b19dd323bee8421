"""Connections to read with: lent for one view each, kept open and warm, the one used last first.

The library's own pool asks, checks and resets at every turn, which costs more than a short view reads; it only opens them here.
"""

from __future__ import annotations

import threading
from collections import deque
from contextlib import suppress

from sqlalchemy import Connection, Engine

from appliance.core.store.errors import busy, closed


class Readers:
    """At most `most` at a time; who finds none free waits for `patience` seconds."""

    def __init__(self, engine: Engine, most: int, patience: float) -> None:
        self.engine = engine
        self._free = threading.Semaphore(most)
        self._patience = patience
        self._idle: deque[Connection] = deque()
        self._closed = False

    def lend(self) -> Connection:
        """One connection, outside any transaction; for `give_back`. Raises `Unavailable` when none came free, or all is closed."""
        if not self._free.acquire(timeout=self._patience):
            raise busy()
        try:
            return self._take()
        except BaseException:
            self._free.release()
            raise

    def give_back(self, connection: Connection) -> None:
        """It is kept for the next one, unless it is broken or still in a transaction."""
        try:
            self._keep(connection)
        finally:
            self._free.release()

    def close(self) -> None:
        """Close what is idle now, and the rest as it comes back."""
        self._closed = True
        while True:
            try:
                self._idle.pop().close()
            except IndexError:
                break
        self.engine.dispose()

    def _take(self) -> Connection:
        if self._closed:
            raise closed()
        try:
            return self._idle.pop()
        except IndexError:
            return self.engine.connect()

    def _keep(self, connection: Connection) -> None:
        if self._closed or connection.invalidated or connection.in_transaction():
            with suppress(Exception):  # it is not used again, however it ends
                connection.close()
            return
        self._idle.append(connection)
        if self._closed:
            self.close()
