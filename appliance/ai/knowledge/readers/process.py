"""A reading process and the talk with it: one JSON object a line, in both directions, each answer within a time."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import appliance
from appliance.ai.knowledge.readers.shield import environment

MOST_ANSWER_BYTES = 256 * 1024 * 1024


class Ended(Exception):
    """The process is gone, or said something that is no answer."""


class TookTooLong(Exception):
    """No answer within the time."""


class Process:
    """Starts `python -m MODULE ARGUMENTS…`; killed on leaving the `with` block."""

    def __init__(self, module: str, *arguments: str) -> None:
        root = str(Path(appliance.__file__).parents[1])
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(root),
            # It reads nothing of the place where the appliance was started.
            cwd="/",
        )
        self._lines: queue.Queue[bytes | None] = queue.Queue()
        threading.Thread(target=self._listen, name="reading process", daemon=True).start()

    def __enter__(self) -> Process:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()

    def say(self, thing: Any) -> None:
        """Send one line. Raises `Ended`."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(thing, ensure_ascii=False).encode() + b"\n")
            self._process.stdin.flush()
        except OSError as error:
            raise Ended from error

    def hear(self, until: float) -> dict[str, Any]:
        """The next line, waited for until `until` (of `time.monotonic`). Raises `Ended` or `TookTooLong`."""
        try:
            line = self._lines.get(timeout=max(0.0, until - time.monotonic()))
        except queue.Empty:
            raise TookTooLong from None
        if line is None:
            raise Ended
        try:
            said = json.loads(line)
        except ValueError:
            raise Ended from None
        if not isinstance(said, dict):
            raise Ended
        return said

    def _listen(self) -> None:
        assert self._process.stdout is not None
        heard = 0
        try:
            for line in iter(lambda: self._process.stdout.readline(MOST_ANSWER_BYTES), b""):  # type: ignore[union-attr]
                heard += len(line)
                if heard > MOST_ANSWER_BYTES:
                    break
                self._lines.put(line)
        except (OSError, ValueError):
            pass  # closed while we listened
        self._lines.put(None)
