"""Plain sockets and HTTP/1.1 by hand: a general client costs more processor time a request than the appliance."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

KEPT = 4.0  # seconds of silence after which the server may have closed a connection (it does after five)


@dataclass
class Line:
    """One kept-alive connection; `headers` go with every request."""

    host: str
    port: int
    headers: dict[str, str] = field(default_factory=dict)
    reader: asyncio.StreamReader = field(init=False)
    writer: asyncio.StreamWriter | None = field(init=False, default=None)
    _used: float = field(init=False, default=0.0)

    async def open(self) -> None:
        """Connect, anew if need be."""
        if self.writer is not None:
            self.writer.close()
        self.reader, self.writer = await asyncio.open_connection(self.host, self.port)

    def send(self, method: str, path: str, body: bytes = b"") -> None:
        """One request; the answer is read by others."""
        assert self.writer is not None
        self.writer.write(request(self.host, self.port, method, path, body, self.headers))

    async def fetch(self, method: str, path: str, body: bytes = b"") -> bytes:
        """The body of the answer. Raises `RuntimeError` for any but a success."""
        at = asyncio.get_running_loop().time()
        if self.writer is None or at - self._used > KEPT:
            await self.open()
        try:
            self.send(method, path, body)
            status, length = await self._head()
        except (asyncio.IncompleteReadError, ConnectionError):
            await self.open()
            self.send(method, path, body)
            status, length = await self._head()
        answer = await self.reader.readexactly(length)
        self._used = asyncio.get_running_loop().time()
        if status not in (200, 204):
            raise RuntimeError(f"{method} {path}: {status} {answer[:200]!r}")
        return answer

    async def call(self, method: str, path: str, body: Any = None) -> Any:
        """The answer to JSON, as JSON."""
        return json.loads(
            await self.fetch(method, path, json.dumps(body).encode() if body is not None else b"")
        )

    async def _head(self) -> tuple[int, int]:
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n")[1:]:
            if line.lower().startswith(b"content-length:"):
                length = int(line[15:])
        return int(head[9:12]), length

    def close(self) -> None:
        """Hang up."""
        if self.writer is not None:
            self.writer.close()


class Feed(asyncio.Protocol):
    """A live feed: `tell(event, data)` is called for each thing it says. Data is left as it came."""

    def __init__(self, tell: Callable[[bytes, bytes], None]) -> None:
        self._tell = tell
        self._rest, self._event = b"", b""
        self._transport: asyncio.Transport | None = None
        self.lost = False

    @classmethod
    async def listen(cls, line: Line, path: str, tell: Callable[[bytes, bytes], None]) -> Feed:
        """Open the feed at `path` as the one who holds `line`; whatever it says first comes later."""
        feed = cls(tell)
        await asyncio.get_running_loop().create_connection(lambda: feed, line.host, line.port)
        assert feed._transport is not None
        feed._transport.write(request(line.host, line.port, "GET", path, b"", line.headers))
        return feed

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        lines = (self._rest + data).split(b"\n")
        self._rest = lines.pop()
        for line in lines:
            if line.startswith(b"event:"):
                self._event = line[6:].strip()
            elif line.startswith(b"data:"):
                self._tell(self._event, line[5:].strip())

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()


def request(host: str, port: int, method: str, path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """A request's bytes."""
    head = [f"{method} {path} HTTP/1.1", f"Host: {host}:{port}", f"Content-Length: {len(body)}"]
    if body:
        head.append("Content-Type: application/json")
    head += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*head, "", ""]).encode() + body
