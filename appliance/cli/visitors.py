"""The visitors' process of `appliance serve` with VISITORS_PORT: the chat window's doors, and nothing for staff.

Started and spoken to by `appliance.beside`; no command of its own. It is given the listening socket and one end of a line, waits
for the word that all is open, fetches the keys, drops them at `seal` and ends when the line does, so it never outlives the service.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import queue
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Final

from appliance.cli.server import Server
from appliance.core.kit import closed, heap, logs, stacks
from appliance.core.kit.errors import ApplianceError, SealedError
from appliance.core.masking.labelled import Foreign
from appliance.core.settings import Settings
from appliance.line import Line
from appliance.main import build_visitors_app
from appliance.wiring import Appliance

log = logs.get_logger("visitors")

STACKS: Final = "visitors-stacks.log"
LAST: Final = 8.0  # seconds from the end of the line until the process is ended, whatever it is at


class Visitors(Server):
    """Ends when it is told, and by SIGTERM; Ctrl-C in a terminal is for the service, which then ends us."""

    loop: asyncio.AbstractEventLoop | None = None
    """Once visitors are served."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self.loop = asyncio.get_running_loop()
        await super().startup(sockets)

    def in_turn(self, act: Callable[[], None]) -> None:
        """Do it where visitors are served, once what came before has been: at once while nobody is, never when that has ended."""
        if self.loop is None:
            act()
        else:
            with contextlib.suppress(RuntimeError):  # the loop is closed
                self.loop.call_soon_threadsafe(act)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        def end(number: int, frame: FrameType | None) -> None:
            self.should_exit = True

        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, end)
        yield


def end_soon() -> None:
    """Whatever the process is at."""
    threading.Event().wait(LAST)
    os._exit(1)


class Obedience:
    """What the service says is done in order; the root key that it answers with goes to who has asked for it."""

    def __init__(
        self, appliance: Appliance, line: Line, server: Visitors, last: Callable[[], None] = end_soon
    ) -> None:
        """`last` is done when the line has ended."""
        self._appliance, self._line, self._server, self._last = appliance, line, server, last
        self._orders: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._roots: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._asking = threading.Lock()
        self._gone = False
        self.began = threading.Event()
        """The first order is done, or there is none."""
        for work in (self._listen, self._obey):
            threading.Thread(target=work, name=work.__name__.strip("_"), daemon=True).start()

    def again(self) -> bytes:
        """The present root key. Raises `SealedError` when the service has none either, or has gone."""
        with self._asking:
            self._line.say("again")
            root = self._roots.get()
        if self._gone:
            self._roots.put("")  # for whoever asks next
        if not root:
            raise SealedError
        return bytes.fromhex(root)

    def _listen(self) -> None:
        while (heard := self._line.hear()) is not None:
            word, given = heard
            if word == "root":
                self._roots.put(given)
            elif word == "echo":
                self._appliance.hear_beside(given)
            else:
                self._orders.put(word)
        self._gone = True
        self._roots.put("")  # who waits for it waits in vain
        self._server.should_exit = True
        self._orders.put(None)
        self.began.set()
        self._last()

    def _obey(self) -> None:
        while (order := self._orders.get()) is not None:
            try:
                if order == "beat":
                    # Behind the orders before it: who hangs in one of them does not answer, either.
                    self._server.in_turn(lambda: self._line.say("beat"))
                elif order == "open":
                    self._open()
                elif order == "seal":
                    self._appliance.seal()
                    self._line.say("sealed")
            except SealedError:
                self._line.say("sealed")  # sealed again before we came to it
            except Exception as problem:
                reason = problem.en if isinstance(problem, ApplianceError) else type(problem).__name__
                log.exception("not obeyed", order=order, reason=reason)
                self._server.should_exit = True  # to be started anew
                return
            finally:
                self.began.set()

    def _open(self) -> None:
        self._appliance.join(self.again)
        self._appliance.start()
        heap.settle_later()
        self._line.say("ready")


def main(listener: socket.socket, line: Line) -> None:
    """Serve until the line ends."""
    heap.seldom()
    first = line.hear()
    if first is None:
        return
    appliance = Appliance(Settings(**json.loads(first[1])))
    logs.configure(
        appliance.settings.log_level,
        file=appliance.data_dir / "logs" / "visitors.log",
        redact=appliance.redact,
        redact_foreign=Foreign(appliance.masker),
    )
    stacks.tell_in(appliance.data_dir / "logs" / STACKS)
    closed.keep_memory_in(appliance.data_dir)
    sys.setswitchinterval(0.001)  # as in `serve`
    server = Visitors(build_visitors_app(appliance), appliance)
    obedience = Obedience(appliance, line, server)
    try:
        obedience.began.wait()
        server.run(sockets=[listener])
    finally:
        appliance.stop()


if __name__ == "__main__":
    os.umask(0o077)
    main(
        socket.socket(fileno=int(sys.argv[1])),
        Line(socket.socket(fileno=int(sys.argv[2]))),
    )
