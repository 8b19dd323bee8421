"""The engine's own log: what it prints, kept in a file that does not grow without end."""

from __future__ import annotations

import collections
import os
import threading
from pathlib import Path
from typing import IO

LIMIT_BYTES = 2_000_000
KEPT = 3


class EngineLog:
    """`engine.log` in the folder given (mode 0600); older parts are `engine.log.1` to `.3`."""

    def __init__(self, folder: Path, *, limit_bytes: int = LIMIT_BYTES) -> None:
        self.path = folder / "engine.log"
        self._limit = limit_bytes
        self._tail: collections.deque[str] = collections.deque(maxlen=200)

    def follow(self, output: IO[bytes]) -> threading.Thread:
        """Copy `output` into the file, in a thread of its own, until it ends."""
        thread = threading.Thread(target=self._copy, args=(output,), name="engine-log", daemon=True)
        thread.start()
        return thread

    def note(self, line: str) -> None:
        """Write one line of our own."""
        self._write(f"-- {line}\n".encode())

    def last_error(self) -> str:
        """The last line that tells of an error, shortened; empty when none does."""
        for line in reversed(self._tail):
            if "Error" in line or "error:" in line:
                return line.split("] ")[-1].strip()[:200]
        return ""

    def _copy(self, output: IO[bytes]) -> None:
        with output:
            for line in iter(lambda: output.readline(65536), b""):
                self._tail.append(line.decode(errors="replace").rstrip())
                self._write(line)

    def _write(self, line: bytes) -> None:
        # A full disk must not stop the engine: it would block on its own output.
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._turn_over()
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(line)
        except OSError:
            return

    def _turn_over(self) -> None:
        if not self.path.exists() or self.path.stat().st_size < self._limit:
            return
        for number in range(KEPT, 0, -1):
            older = self.path.with_name(f"engine.log.{number}")
            newer = self.path if number == 1 else self.path.with_name(f"engine.log.{number - 1}")
            if newer.exists():
                newer.replace(older)
