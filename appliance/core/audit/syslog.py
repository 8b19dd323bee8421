"""The head of the chain to the bank's log server: RFC 5424 messages over UDP (RFC 5426), TCP (RFC 6587, octet counting) or
a local socket. Off unless an address is set: by default nothing leaves the machine.

    <109>1 2026-11-25T10:31:07.120Z kefu kefu-appliance 4711 anchor - seq=1042 hash=5f2e…
"""

from __future__ import annotations

import os
import socket
import threading
from urllib.parse import urlsplit

from appliance.core.kit.clock import now
from appliance.core.kit.errors import BadInput
from appliance.core.kit.logs import get_logger

PRIORITY = 13 * 8 + 5  # facility "log audit", severity "notice" (RFC 5424, 6.2.1)
PATIENCE = 2.0  # seconds a log server may take
PAUSE = 5.0  # seconds until one that failed is tried again

log = get_logger("audit")


class Syslog:
    """Sends the newest head from a thread of its own, so that a log server that hangs delays nothing else."""

    def __init__(self, address: str) -> None:
        """`address`: udp://host:port, tcp://host:port or unix:///path. Raises `BadInput`."""
        self.address = address
        self._to = _parsed(address)
        self.failing = False
        self._head: tuple[int, str] | None = None
        self._wake = threading.Condition()
        self._stopped = False
        self._line: socket.socket | None = None
        self._thread = threading.Thread(target=self._run, name="syslog", daemon=True)

    def start(self) -> None:
        """Begin sending."""
        self._thread.start()

    def send(self, seq: int, digest: str) -> None:
        """Have this head sent soon; one that is not yet sent is replaced."""
        with self._wake:
            if self._head is None or seq > self._head[0]:
                self._head = (seq, digest)
                self._wake.notify()

    def stop(self) -> None:
        """Send what waits (one try) and end."""
        with self._wake:
            self._stopped = True
            self._wake.notify()
        if self._thread.is_alive():
            self._thread.join(2 * PATIENCE)

    def _run(self) -> None:
        sent = 0
        while True:
            with self._wake:
                while not self._stopped and (self._head is None or self._head[0] <= sent):
                    self._wake.wait()
                head, last = self._head, self._stopped
            if head is not None and head[0] > sent and self._sent(*head):
                sent = head[0]
            if last:
                break
            if self.failing:
                with self._wake:
                    self._wake.wait_for(lambda: self._stopped, PAUSE)
        self._close()

    def _sent(self, seq: int, digest: str) -> bool:
        scheme, _ = self._to
        head = f"<{PRIORITY}>1 {now():%Y-%m-%dT%H:%M:%S.%f}Z {socket.gethostname() or '-'} kefu-appliance"
        message = f"{head} {os.getpid()} anchor - seq={seq} hash={digest}".encode()
        try:
            line = self._connected()
            if scheme == "tcp":
                line.sendall(f"{len(message)} ".encode() + message)
            else:
                line.send(message)
        except OSError as problem:
            if not self.failing:
                log.error("log server not reached", address=self.address, kind=type(problem).__name__)
            self.failing = True
            self._close()
            return False
        self.failing = False
        return True

    def _connected(self) -> socket.socket:
        if self._line is None:
            scheme, to = self._to
            if scheme == "unix":
                line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                line.settimeout(PATIENCE)
                line.connect(to[0])
            elif scheme == "tcp":
                line = socket.create_connection(to, PATIENCE)
            else:
                family = socket.getaddrinfo(*to, type=socket.SOCK_DGRAM)[0][0]
                line = socket.socket(family, socket.SOCK_DGRAM)
                line.connect(to)
            self._line = line
        return self._line

    def _close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


def _parsed(address: str) -> tuple[str, tuple[str, int]]:
    try:
        parts = urlsplit(address)
        if parts.scheme == "unix" and parts.path and not parts.netloc:
            return "unix", (parts.path, 0)
        if parts.scheme in ("udp", "tcp") and parts.hostname and not parts.path.strip("/"):
            return parts.scheme, (parts.hostname, parts.port or 514)
    except ValueError:
        pass
    raise BadInput(
        "AUDIT_SYSLOG 应写作 udp://主机:514、tcp://主机:601 或 unix:///dev/log。",
        "Write AUDIT_SYSLOG as udp://host:514, tcp://host:601 or unix:///dev/log.",
    )
