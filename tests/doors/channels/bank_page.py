"""The bank's own web server: a page of another origin, under as strict a policy as banks have, with the window in it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STRICT = (
    "default-src 'none'; script-src {home}; frame-src {home}; style-src 'none'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)


class BankPage:
    """`body` is what stands in the page; `answers` are other paths and what they give."""

    def __init__(self, home: str) -> None:
        self.home = home
        self.body = f'<script async src="{home}/widget/loader.js" data-inbox="main" data-lang="zh"></script>'
        self.answers: dict[str, str] = {}
        self.url = ""

    @contextlib.contextmanager
    def served(self) -> Iterator[BankPage]:
        """Over a real socket of its own; `url` is its origin."""
        page = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                said = page.answers.get(
                    self.path,
                    f'<!doctype html><html lang="zh-CN"><head><title>银行</title></head><body>{page.body}',
                )
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Security-Policy", STRICT.format(home=page.home))
                self.end_headers()
                self.wfile.write(said.encode())

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
