"""A small server that speaks the OpenAI-compatible chat interface: what the client sees of a vLLM, without weights."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class FakeOpenAi:
    """`reply(body)` gives the text; pieces of `piece` characters are streamed. Use as a context manager.

    `mode`: "well", "broken" (500), "refuses" (400), "silent" (never answers until closed), "cut" (stops after two
    pieces without saying so), "garbage" (no JSON). `seen` keeps every request's body, `hung_up` counts streams that the
    client closed before the end.
    """

    def __init__(
        self, reply: Callable[[dict[str, Any]], str], *, key: str = "secret", piece: int = 4
    ) -> None:
        self.reply, self.key, self.piece, self.mode = reply, key, piece, "well"
        self.seen: list[dict[str, Any]] = []
        self.closing = threading.Event()
        self.hung_up = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> FakeOpenAi:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None: ...

            def do_GET(self) -> None:
                if self._refused():
                    return
                if self.path == "/health":
                    self._send(200, {})
                else:
                    self._send(200, {"data": [{"id": "tiny-1"}]})

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if self._refused():
                    return
                fake.seen.append(body)
                if fake.mode == "broken":
                    self._send(500, {"error": "out of memory"})
                elif fake.mode == "refuses":
                    self._send(400, {"error": "too long"})
                elif fake.mode == "silent":
                    fake.closing.wait(30)
                else:
                    self._stream(fake.reply(body))

            def _refused(self) -> bool:
                if self.headers.get("Authorization") == f"Bearer {fake.key}":
                    return False
                self._send(401, {"error": "no key"})
                return True

            def _send(self, status: int, body: dict[str, Any]) -> None:
                raw = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def _stream(self, text: str) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.send_header("Connection", "close")
                self.end_headers()
                self.close_connection = True
                try:
                    self._say({"choices": [{"delta": {"role": "assistant", "content": ""}}]})
                    for number, start in enumerate(range(0, len(text), fake.piece)):
                        if fake.mode == "cut" and number == 2:
                            return
                        if fake.mode == "garbage":
                            self.wfile.write(b"data: <html>\n\n")
                        self._say({"choices": [{"delta": {"content": text[start : start + fake.piece]}}]})
                    self._say({"choices": [], "usage": {"total_tokens": 9}})
                    self.wfile.write(b"data: [DONE]\n\n")
                except (BrokenPipeError, ConnectionResetError):
                    fake.hung_up.set()

            def _say(self, piece: dict[str, Any]) -> None:
                self.wfile.write(f"data: {json.dumps(piece)}\n\n".encode())
                self.wfile.flush()

        return Handler
