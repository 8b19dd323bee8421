"""Visitors who ask: the load generator, in a process of its own, on the same cores as the appliance.

    python -m tests.benchmarks.visitors URL '{"questions": […], "visitors": 8, "asks": 200}'

Each visitor has a session and an open feed before the clock starts, asks one question at a time, and fetches what follows
their last number after each question and whenever the feed says there is more, as the window does. Plain sockets and
HTTP/1.1 by hand: a general client costs more processor time a question than the appliance. Prints JSON: seconds from each
question to its reply.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
import time
import uuid
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0  # seconds; only a hang is that slow
WAVE = 50  # visitors who arrive at once before the clock starts


def ask(
    url: str, questions: list[str], *, visitors: int, asks: int, asking: int | None = None, lang: str = "zh"
) -> dict[str, Any]:
    """Run them in their own process. `asks` questions in all, `asking` visitors at a time (all of them unless said), without
    pause. Gives `seconds` of each, `spent` in all, and `by_ai`: how many got words of the AI."""
    wanted = Wanted(questions, visitors, asks, asking or visitors, lang)
    with subprocess.Popen(_command(url, wanted), cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        said, _ = process.communicate()
    assert process.returncode == 0, "the visitors gave up; what they met is above"
    found: dict[str, Any] = json.loads(said)
    return found


@contextlib.contextmanager
def asking_on(url: str, questions: list[str], *, visitors: int, lang: str) -> Iterator[None]:
    """Others who ask all the while."""
    wanted = Wanted(questions, visitors, 1_000_000, visitors, lang)
    with subprocess.Popen(_command(url, wanted), cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.kill()


@dataclass(frozen=True)
class Wanted:
    """What the process is told."""

    questions: list[str]
    visitors: int
    asks: int
    asking: int
    lang: str


def _command(url: str, wanted: Wanted) -> list[str]:
    return [sys.executable, "-m", "tests.benchmarks.visitors", url, json.dumps(asdict(wanted))]


@dataclass
class Line:
    """One kept-alive connection."""

    host: str
    port: int
    lang: str
    reader: asyncio.StreamReader = field(init=False)
    writer: asyncio.StreamWriter = field(init=False)

    async def open(self) -> None:
        self.reader, self.writer = await asyncio.open_connection(self.host, self.port)

    def send(self, method: str, path: str, body: bytes, token: str) -> None:
        head = [
            f"{method} {path} HTTP/1.1",
            f"Host: {self.host}:{self.port}",
            f"Accept-Language: {self.lang}",
            f"Content-Length: {len(body)}",
        ]
        if body:
            head.append("Content-Type: application/json")
        if token:
            head.append(f"Authorization: Bearer {token}")
        self.writer.write("\r\n".join([*head, "", ""]).encode() + body)

    async def headers(self) -> tuple[int, int]:
        """Status and length of the body."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n")[1:]:
            if line.lower().startswith(b"content-length:"):
                length = int(line[15:])
        return int(head[9:12]), length

    async def call(self, method: str, path: str, body: Any = None, token: str = "") -> Any:
        sent = json.dumps(body).encode() if body is not None else b""
        try:
            self.send(method, path, sent, token)
            status, length = await self.headers()
        except (asyncio.IncompleteReadError, ConnectionError):
            self.writer.close()  # the server closes what was silent for five seconds
            await self.open()
            self.send(method, path, sent, token)
            status, length = await self.headers()
        answer = await self.reader.readexactly(length)
        if status != 200:
            raise RuntimeError(f"{method} {path}: {status} {answer[:200]!r}")
        return json.loads(answer)


class Visitor:
    def __init__(self, host: str, port: int, lang: str) -> None:
        self._lang = lang
        self._line, self._feed = Line(host, port, lang), Line(host, port, lang)
        self._token = ""
        self._more = asyncio.Event()
        self._seen = 0
        self._listening: asyncio.Task[None] | None = None

    async def arrive(self) -> None:
        """A session, and a feed that has said hello."""
        await asyncio.gather(self._line.open(), self._feed.open())
        self._token = (await self._line.call("POST", "/widget/api/session", {"lang": self._lang}))["token"]
        self._feed.send("GET", "/widget/api/stream", b"", self._token)
        await self._feed.headers()
        self._listening = asyncio.create_task(self._listen())
        await self._more.wait()

    async def _listen(self) -> None:
        while line := await self._feed.reader.readline():
            if line.startswith(b"event:"):
                self._more.set()

    async def ask(self, words: str) -> tuple[float, bool]:
        """Seconds until the reply is in hand, and whether the AI gave it (else the appliance: a person is coming)."""
        began = time.perf_counter()
        self._more.clear()
        asked = {"client_id": str(uuid.uuid4()), "text": words, "lang": self._lang}
        await self._line.call("POST", "/widget/api/messages", asked, self._token)
        while True:
            found = await self._line.call(
                "GET", f"/widget/api/messages?after={self._seen}", token=self._token
            )
            for each in found["messages"]:
                self._seen = each["seq"]
            said = [each["who"] for each in found["messages"] if each["who"] != "visitor"]
            if said:
                return time.perf_counter() - began, said[0] == "ai"
            await asyncio.wait_for(self._more.wait(), PATIENCE)
            self._more.clear()

    async def leave(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
        for line in (self._line, self._feed):
            line.writer.close()


async def main(url: str, wanted: Wanted) -> dict[str, Any]:
    host, port = url.removeprefix("http://").split(":")
    everybody = [Visitor(host, int(port), wanted.lang) for _ in range(wanted.visitors)]
    for start in range(0, len(everybody), WAVE):
        await asyncio.gather(*(each.arrive() for each in everybody[start : start + WAVE]))
    await asyncio.sleep(0.5)  # what their arrival has set in motion ends
    silent, numbers = deque(everybody), iter(range(wanted.asks))
    seconds: list[float] = []
    by_ai = 0

    async def one_after_another() -> None:
        nonlocal by_ai
        for number in numbers:
            visitor = silent.popleft()
            spent, answered = await visitor.ask(wanted.questions[number % len(wanted.questions)])
            silent.append(visitor)
            seconds.append(spent)
            by_ai += answered

    began = time.perf_counter()
    await asyncio.gather(*(one_after_another() for _ in range(wanted.asking)))
    spent = time.perf_counter() - began
    for each in everybody:
        await each.leave()
    return {"seconds": seconds, "spent": spent, "by_ai": by_ai}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(sys.argv[1], Wanted(**json.loads(sys.argv[2]))))))
