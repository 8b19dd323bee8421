"""Visitors who ask: the load generator, in a process of its own, on the same cores as the appliance.

    python -m tests.benchmarks.visitors URL '{"questions": […], "visitors": 8, "asks": 200}'

Each visitor has a session and an open feed before the clock starts, asks one question at a time, reads what the answer to it
says of their conversation, and fetches what follows their last number whenever the feed says there is more, as the window
does. Prints JSON: seconds from each question to its reply.
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
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.line import Feed, Line

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


class Visitor:
    def __init__(self, host: str, port: int, lang: str) -> None:
        self._lang = lang
        self._line = Line(host, port, {"Accept-Language": lang})
        self._more = asyncio.Event()
        self._seen = 0
        self._queued = False
        self._feed: Feed | None = None

    async def arrive(self) -> None:
        """A session, and a feed that has said hello."""
        given = await self._line.call("POST", "/widget/api/session", {"lang": self._lang})
        self._line.headers["Authorization"] = f"Bearer {given['token']}"
        self._feed = await Feed.listen(self._line, "/widget/api/stream", self._hear)
        await self._more.wait()

    def _hear(self, _: bytes, data: bytes) -> None:
        if not json.loads(data).get("shown", self._seen + 1) <= self._seen:  # own words are known
            self._more.set()

    async def ask(self, words: str) -> tuple[float, bool]:
        """Seconds until the reply is in hand, and whether the AI gave it (else the appliance: a person is coming)."""
        if self._queued:  # handed over by the question before: the AI is asked on, as the window offers
            await self._line.call("POST", "/widget/api/ai", {})
        began = time.perf_counter()
        self._more.clear()
        asked = {"client_id": str(uuid.uuid4()), "text": words, "lang": self._lang, "after": self._seen}
        found = (await self._line.call("POST", "/widget/api/messages", asked))["now"]
        while True:
            for each in found["messages"]:
                self._seen = each["seq"]
            self._queued = found["state"] == "queued"
            said = [each["who"] for each in found["messages"] if each["who"] != "visitor"]
            if said:
                return time.perf_counter() - began, said[0] == "ai"
            await asyncio.wait_for(self._more.wait(), PATIENCE)
            self._more.clear()
            found = await self._line.call("GET", f"/widget/api/messages?after={self._seen}")

    async def leave(self) -> None:
        if self._feed is not None:
            self._feed.close()
        self._line.close()


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
