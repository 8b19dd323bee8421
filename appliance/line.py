"""Words between two of our own processes, over a pair of sockets that nobody else can get hold of.

A word is a line `word given`. The end of a process is the end of the line: whoever listens hears it, however it came.
"""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from typing import Final

MOST_OFFERED: Final = 32_768
"""Bytes; far less than the room that is free in a pair that may be written to."""


class Line:
    """One end. Anybody may `say`; one thread listens."""

    def __init__(self, end: socket.socket) -> None:
        end.set_inheritable(False)
        self._end = end
        self._heard = end.makefile("rb")
        self._saying = threading.Lock()

    def say(self, word: str, given: str = "") -> None:
        """Nothing happens if the other one has gone: who listens has heard of that."""
        with self._saying, contextlib.suppress(OSError):
            self._end.sendall(f"{word} {given}\n".encode())

    def offer(self, word: str, given: str = "") -> bool:
        """Say it if the other one has room for it now; whether it was said. For what may get lost: nobody waits on one that hangs."""
        with self._saying, contextlib.suppress(OSError, ValueError):
            said = f"{word} {given}\n".encode()
            # Linux calls such a socket writable while three quarters of its room are free.
            if len(said) <= MOST_OFFERED and select.select([], [self._end], [], 0)[1]:
                self._end.sendall(said)
                return True
        return False

    def hear(self) -> tuple[str, str] | None:
        """The next word and what was given with it; None when the other one has gone."""
        try:
            said = self._heard.readline().decode()
        except OSError:
            return None
        if not said.endswith("\n"):
            return None
        word, _, given = said[:-1].partition(" ")
        return word, given

    def hang_up(self) -> None:
        """Say nothing more; the other one hears that."""
        with contextlib.suppress(OSError):
            self._end.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """Both directions."""
        with contextlib.suppress(OSError):
            self._heard.close()
            self._end.close()
