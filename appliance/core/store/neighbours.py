"""Other processes on the same store hear of a commit at once: a byte that says no more, over owner-only sockets.

SQLite tells nobody that another process has committed. Each process has a socket of its own in one folder, and sends a byte to
all others there after each of its commits, and one of another kind when what was committed asks for work. A byte that gets lost
costs time, never a message: whoever listens also looks by the clock.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from appliance.core.kit.clock import monotonic
from appliance.core.kit.logs import get_logger

log = get_logger("store")

LOOK_EVERY: Final = 1.0  # seconds between two looks who else is there
_ENDING: Final = ".sock"
_COMMITTED: Final = b"!"
_ASKED: Final = b"?"


class Neighbours:
    """One per process and open store. `heard` is called in a thread of its own after commits of others, with whether one of them
    has asked for work."""

    def __init__(self, folder: Path, heard: Callable[[bool], None]) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._heard = heard
        # A socket's address holds 107 bytes; through a descriptor of its folder any depth of folder fits.
        self._folder = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        self._name = secrets.token_hex(8) + _ENDING
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._others: list[str] = []
        self._looked = float("-inf")
        self._closed = False
        self._telling = threading.Lock()
        self._thread = threading.Thread(target=self._listen, name="neighbours", daemon=True)
        try:
            old = os.umask(0o177)
            try:
                self._socket.bind(self._address(self._name))
            finally:
                os.umask(old)
        except BaseException:
            self._socket.close()
            os.close(self._folder)
            raise

    def start(self) -> None:
        """Listen from now on."""
        self._thread.start()

    def tell(self) -> None:
        """We have committed."""
        self._say(_COMMITTED)

    def ask(self) -> None:
        """What we have committed asks for work that is not ours."""
        self._say(_ASKED)

    def close(self) -> None:
        """Be gone; idempotent."""
        with self._telling:
            if self._closed:
                return
            self._closed = True
        with contextlib.suppress(OSError):
            self._socket.sendto(_COMMITTED, socket.MSG_DONTWAIT, self._address(self._name))
        with contextlib.suppress(OSError):
            os.unlink(self._name, dir_fd=self._folder)
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(timeout=5)
        self._socket.close()
        os.close(self._folder)

    def _say(self, what: bytes) -> None:
        with self._telling:
            if not self._closed:
                self._send(what)

    def _send(self, what: bytes) -> None:
        if (now := monotonic()) - self._looked >= LOOK_EVERY:
            self._looked = now
            names = os.listdir(self._folder)
            self._others = [name for name in names if name.endswith(_ENDING) and name != self._name]
        for name in self._others:
            try:
                self._socket.sendto(what, socket.MSG_DONTWAIT, self._address(name))
            except BlockingIOError:
                continue  # it has not taken yet what was sent before, and will look when it does
            except OSError:
                # Its process was killed. The name goes, so that nobody asks after it again.
                with contextlib.suppress(OSError):
                    os.unlink(name, dir_fd=self._folder)
                self._looked = float("-inf")

    def _address(self, name: str) -> str:
        return f"/proc/self/fd/{self._folder}/{name}"

    def _listen(self) -> None:
        while True:
            said = {self._socket.recv(1)}
            with contextlib.suppress(BlockingIOError):
                while True:  # what has come meanwhile is heard of in one
                    said.add(self._socket.recv(1, socket.MSG_DONTWAIT))
            if self._closed:
                return
            try:
                self._heard(_ASKED in said)
            except Exception as problem:  # noqa: BLE001 - whatever a listener does, the next commit is heard of
                log.error("not told of a neighbour's commit", kind=type(problem).__name__)
