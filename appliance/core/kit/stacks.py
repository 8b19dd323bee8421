"""Where a process that hangs is at: asked by a signal, it writes the stacks of its threads and ends.

Frames only (file, line, function), never a value; written by the interpreter's own signal handler, so also where no Python code
runs any more. Where a thread still runs, its frames change while they are written, which may cut the trace short and end the process by a
fault of its own: it ends all the same.
"""

from __future__ import annotations

import faulthandler
import os
import signal
from pathlib import Path
from typing import BinaryIO, Final

ASK: Final = signal.SIGUSR1
"""Ends also a process that has not come to `tell_in` yet: that is what it does by itself."""

_open: list[BinaryIO] = []  # as long as the process lives


def tell_in(file: Path) -> None:
    """When asked, write there (0600). What a process before this one has written there is kept beside it, as `before`."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if file.is_file() and file.stat().st_size:
        file.replace(before(file))
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    _open.append(os.fdopen(descriptor, "wb", buffering=0))
    faulthandler.register(ASK, _open[-1], all_threads=True, chain=True)


def before(file: Path) -> Path:
    """Where the stacks of the last process are that was asked, once there is another one."""
    return file.with_stem(f"{file.stem}.before")
