"""Keeps the visitors' process: starts it, hands it the keys when all is open, has it drop them at a seal, starts it anew when it falls
or hangs.

It is spoken to over a pair of sockets that only the two have (`appliance.line`); the root key goes nowhere else.

    settings JSON   those of the service, first    ->      <-  again     the root key, please
    root HEX        here it is ("" while sealed)   ->      <-  ready     open; visitors are served
    open            all is open here               ->      <-  sealed    it has no key, and the store is closed
    seal            drop the keys now              ->
    echo JSON       what was just answered         ->
    beat            do you still answer?           ->      <-  beat      once it has done what it was told before; said by what
                                                                         serves visitors, its event loop

The socket that visitors connect to is opened here and stays open; the process takes nobody from it before it has done the first thing
it is told. So while it starts anew, who connects waits and is served.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from typing import Final

from appliance import beat
from appliance.beat import Beat
from appliance.core.kit import logs, stacks
from appliance.core.kit.clock import monotonic
from appliance.core.kit.errors import SealedError
from appliance.core.settings import SECRETS, Settings
from appliance.core.vault.vault import Vault
from appliance.doors.channels.apart import Apart
from appliance.line import Line

log = logs.get_logger("beside")

FIRST_PAUSE: Final = 0.2  # seconds before it is started anew; doubled each time
LONGEST_PAUSE: Final = 30.0
GOOD: Final = 60.0  # seconds of running after which a fall counts as the first
SEALS: Final = 5.0  # seconds that it has to drop its keys and close the store
ENDS: Final = 10.0  # seconds that it has to end
TELLS: Final = 2.0  # seconds that one which hangs has to write where
_SECRET: Final = frozenset(name.upper() + ending for name in SECRETS for ending in ("", "_FILE"))


class Beside:
    """The process of one service. Made before the start; `stop` ends it for good. One that answers nothing for `hangs` seconds
    (`loads` while it loads) writes where it is at (logs/visitors-stacks.log), is ended and started anew."""

    def __init__(
        self,
        settings: Settings,
        vault: Vault,
        listener: socket.socket,
        apart: Apart,
        hangs: float = beat.HANGS,
        loads: float = beat.LOADS,
    ) -> None:
        self._settings, self._vault, self._listener, self.apart = settings, vault, listener, apart
        self._hangs, self._loads = hangs, loads
        self._lock = threading.Lock()  # process, line and what it has been told
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Line | None = None
        self._watch: Beat | None = None
        self._wanted = False
        self._ready, self._sealed, self._stopping = threading.Event(), threading.Event(), threading.Event()
        self._sealed.set()
        self._thread = threading.Thread(target=self._keep, name="visitors", daemon=True)

    def start(self) -> None:
        """Sealed at first."""
        self._thread.start()

    def opened(self) -> None:
        """All is open here: it may fetch the keys. Returns at once."""
        with self._lock:
            if self._wanted:
                return
            self._wanted = True
            self._sealed.clear()
            if self._line is not None:
                self._line.say("open")
                if self._watch is not None:
                    self._watch.loads()

    def until_ready(self, seconds: float) -> bool:
        """Wait until visitors are served; whether they are."""
        return self._ready.wait(seconds)

    def tell(self, echo: str) -> None:
        """What was just answered, so that it may answer the same; nobody waits for it."""
        with self._lock:
            if self._line is not None and self._ready.is_set():
                self._line.offer("echo", echo)

    def seal(self) -> None:
        """It is to drop its keys; said without waiting."""
        with self._lock:
            self._wanted = False
            self._ready.clear()
            if self._line is None:
                self._sealed.set()
            else:
                self._line.say("seal")

    def until_sealed(self) -> None:
        """Wait until it has; one that does not answer is killed, and its keys with it."""
        if not self._sealed.wait(SEALS):
            log.error("the visitors' process did not seal in time and was ended", pid=self.apart.pid)
            self._kill()
            self._sealed.wait(ENDS)

    def stop(self) -> None:
        """End it and wait; idempotent."""
        self._stopping.set()
        with self._lock:
            if self._line is not None:
                self._line.hang_up()
        if not self._thread.is_alive():
            return
        self._thread.join(ENDS)
        if self._thread.is_alive():
            self._kill()
            self._thread.join(ENDS)
        self._listener.close()

    def _kill(self) -> None:
        with self._lock:
            if self._process is not None:
                self._process.kill()

    # --- the thread ---

    def _keep(self) -> None:
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            began, hangs = monotonic(), self.apart.hangs
            try:
                code = self._once()
            except Exception:
                log.exception("the visitors' process was not started")
                code = -1
            if self._stopping.is_set():
                return
            self.apart.falls, self.apart.hung = self.apart.falls + 1, self.apart.hangs > hangs
            self.apart.becomes("restarting")
            log.error(
                "the visitors' process has ended", code=code, falls=self.apart.falls, hung=self.apart.hung
            )
            if monotonic() - began >= GOOD:
                pause = FIRST_PAUSE
            self._stopping.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _once(self) -> int:
        """Start it, answer it until it hangs up; gives its exit code."""
        ours, theirs = socket.socketpair()
        line = Line(ours)
        try:
            with theirs:
                process = subprocess.Popen(
                    [
                        sys.executable,
                        "-m",
                        "appliance.cli.visitors",
                        str(self._listener.fileno()),
                        str(theirs.fileno()),
                    ],
                    pass_fds=(self._listener.fileno(), theirs.fileno()),
                    env={name: value for name, value in os.environ.items() if name not in _SECRET},
                    stdin=subprocess.DEVNULL,
                )
            with self._lock:
                self._process, self._line = process, line
                self.apart.pid = process.pid
                line.say("settings", settings_without_secrets(self._settings))
                if self._stopping.is_set():
                    line.hang_up()
                else:
                    line.say("open" if self._wanted else "seal")
                self._watch = watch = Beat(
                    lambda: line.say("beat"), lambda: self._hung(process), self._hangs, self._loads
                )
            watch.start()
            while (heard := line.hear()) is not None:
                if heard[0] == "beat":
                    watch.answered()
                else:
                    self._answer(line, heard[0])
            return process.wait()
        finally:
            with self._lock:
                if self._watch is not None:
                    self._watch.stop()
                self._process = self._line = self._watch = None
                self.apart.pid = None
                self._ready.clear()
                self._sealed.set()  # no process, no keys
            line.close()

    def _hung(self, process: subprocess.Popen[bytes]) -> None:
        with self._lock:
            if process is not self._process:
                return
            self.apart.hangs += 1
        log.error("the visitors' process did not answer and was ended", pid=process.pid, seconds=self._hangs)
        process.send_signal(stacks.ASK)
        try:
            process.wait(TELLS)
        except subprocess.TimeoutExpired:
            process.kill()

    def _answer(self, line: Line, word: str) -> None:
        if word == "again":
            try:
                line.say("root", self._vault.hand_over().hex())
            except SealedError:
                line.say("root")
        with self._lock:
            if word == "ready" and self._wanted:
                self.apart.becomes("ready")
                self._ready.set()
                if self._watch is not None:
                    self._watch.loaded()
            elif word == "sealed" and not self._wanted:
                self.apart.becomes("sealed")
                self._sealed.set()


def settings_without_secrets(settings: Settings) -> str:
    """JSON. The process needs neither the unseal secret nor the model's key, and runs no work of ours."""
    told = settings.model_dump(mode="json", exclude=set(SECRETS))
    return json.dumps({**told, "worker_inside": False})
