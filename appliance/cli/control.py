"""Commands run inside the running service, which holds the keys: JSON lines over an owner-only unix socket.

A request is one line `{"command": …, "arguments": {…}}`. Answers are lines: any number of
`{"progress": …}`, then one `{"result": …}` or `{"error": {"zh","en","exit_code"}}`.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from appliance.core.kit.errors import ApplianceError
from appliance.core.kit.logs import get_logger

log = get_logger("control")

Report = Callable[[Any], None]
Handler = Callable[[dict[str, Any], Report], Any]


class RemoteError(ApplianceError):
    """What the running service refused, in its own words."""

    def __init__(self, zh: str, en: str, exit_code: int = 1) -> None:
        super().__init__(zh, en)
        self.code = exit_code


@contextlib.contextmanager
def _short(path: Path) -> Iterator[str]:
    # A unix socket's address holds 107 bytes; through a descriptor of its folder any depth of folder fits.
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


class ControlServer:
    """Listens on `path` (mode 0600 in a 0700 folder) and runs `handlers` one thread a request."""

    def __init__(self, path: Path, handlers: dict[str, Handler]) -> None:
        self.path, self.handlers = path, handlers
        self._server: socketserver.ThreadingUnixStreamServer | None = None

    def start(self) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path.unlink(missing_ok=True)
        handlers = self.handlers

        class OneRequest(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                line = self.rfile.readline()
                if line:  # else somebody only looked whether we listen
                    answer(line, handlers, self._send)

            def _send(self, line: dict[str, Any]) -> None:
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    self.wfile.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
                    self.wfile.flush()

        class Server(socketserver.ThreadingUnixStreamServer):
            daemon_threads = True
            block_on_close = False

        old = os.umask(0o177)
        try:
            with _short(self.path) as address:
                self._server = Server(address, OneRequest)
        finally:
            os.umask(old)
        threading.Thread(target=self._server.serve_forever, name="control", daemon=True).start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self.path.unlink(missing_ok=True)


def answer(line: bytes, handlers: dict[str, Handler], send: Callable[[dict[str, Any]], None]) -> None:
    """Run one request line and send its answer lines; a failure is a line too, never a dropped connection."""
    try:
        request = json.loads(line)
        handler = handlers.get(request["command"])
        if handler is None:
            raise ApplianceError(
                f"服务不认识命令“{request['command']}”，请用同一版本的命令行。",
                f"The service does not know the command “{request['command']}”; use the same version of both.",
            )
        result = handler(request.get("arguments") or {}, lambda step: send({"progress": step}))
        send({"result": result})
    except ApplianceError as problem:
        send({"error": {"zh": problem.zh, "en": problem.en, "exit_code": problem.exit_code}})
    except Exception as problem:
        log.exception("command failed", kind=type(problem).__name__)
        send(
            {
                "error": {
                    "zh": "命令未完成，详情见服务日志。",
                    "en": "The command failed; see the service log.",
                    "exit_code": 1,
                }
            }
        )


def listening(path: Path) -> bool:
    """Whether a running service answers on `path`."""
    if not path.exists():
        return False
    try:
        with _short(path) as address, socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(2)
            probe.connect(address)
            return True
    except OSError:
        return False


def call(path: Path, command: str, arguments: dict[str, Any], report: Report = lambda step: None) -> Any:
    """Run `command` in the running service and return its result; raises `RemoteError` with its words."""
    with _short(path) as address, socket.socket(socket.AF_UNIX) as line:
        line.connect(address)
        line.sendall(
            json.dumps({"command": command, "arguments": arguments}, ensure_ascii=False).encode() + b"\n"
        )
        with line.makefile("rb") as answers:
            for raw in answers:
                said = json.loads(raw)
                if "progress" in said:
                    report(said["progress"])
                elif "error" in said:
                    raise RemoteError(**said["error"])
                else:
                    return said["result"]
    raise RemoteError("服务在命令完成前停止了。", "The service stopped before the command finished.")
