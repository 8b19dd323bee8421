"""Many who are connected at once: the load generator, in a process of its own, on the same cores as the appliance.

    with Crowd(url, talks, seats) as crowd:    # everybody connected, nobody writes
        found = crowd.write(rate=50, seconds=20)

Each visitor has the window's feed open, each agent the desk's, with one of their own conversations on the screen. A visitor
sends, reads what the answer says of their conversation, and fetches when the feed says there is more; a desk fetches the words of the
conversation it shows, and its list when told, one request of a kind at a time: as the window's and the desk's scripts do.
Messages come at random (exponential pauses out of a seed), and their time counts from the moment they were due.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import subprocess
import sys
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from tests.benchmarks.line import Feed, Line
from tests.benchmarks.stock import Seat, Talk
from tests.benchmarks.texts import MESSAGES

ROOT = Path(__file__).resolve().parents[2]
WAVE = 50  # who connect at once
SETTLES = 1.0  # seconds for what was sent last
_LAST = re.compile(rb'data-last="(\d+)"')


class Crowd:
    """The process, seen from outside. The visitor of `talks[n]` is served by `seats[n % len(seats)]`. Visitors come by an address of
    their own if they have one."""

    def __init__(
        self, url: str, talks: Sequence[Talk], seats: Sequence[Seat], visitors_url: str | None = None
    ) -> None:
        host, port = url.removeprefix("http://").split(":")
        self._told = {
            "host": host,
            "port": int(port),
            "visitors_port": int((visitors_url or url).rpartition(":")[2]),
            "talks": [asdict(each) for each in talks],
            "seats": [asdict(each) for each in seats],
        }
        self.connecting = 0.0
        """Seconds until everybody was connected."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.crowd"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.connecting = self._ask(self._told)["connecting"]
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)

    def write(self, rate: float, seconds: float) -> dict[str, Any]:
        """`rate` messages a second for so long. Gives seconds of each: `intake` (the acknowledgement), `told` (the desk in
        charge hears of it), `shown` (a desk that has it open has the words), `listed` (a desk's list, from request to answer);
        and `heard`, how many signals came in all, `lost`, how many feeds ended, `failed`, how many requests did."""
        return self._ask({"rate": rate, "seconds": seconds})

    def _ask(self, told: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        said = self._process.stdout.readline()
        assert said, "the crowd went home; why is above"
        found: dict[str, Any] = json.loads(said)
        return found


# --- within the process ---


@dataclass
class Notes:
    """What was seen, in seconds of the loop's clock."""

    intake: list[float] = field(default_factory=list)
    listed: list[float] = field(default_factory=list)
    due: dict[tuple[str, int], float] = field(default_factory=dict)
    told: dict[tuple[str, int], float] = field(default_factory=dict)
    shown: dict[tuple[str, int], float] = field(default_factory=dict)
    heard: int = 0
    failed: int = 0


class Again:
    """One request of a kind at a time; a wish during it means one more afterwards."""

    def __init__(self, work: Callable[[], Awaitable[None]], notes: Notes) -> None:
        self._work, self._notes = work, notes
        self._running = self._wished = False
        self._task: asyncio.Task[None] | None = None

    def wish(self) -> None:
        """Do it now, or once more."""
        self._wished = True
        if not self._running:
            self._running = True
            self._task = asyncio.create_task(self._go())

    async def _go(self) -> None:
        try:
            while self._wished:
                self._wished = False
                await self._work()
        except (RuntimeError, OSError, asyncio.IncompleteReadError) as problem:
            self._notes.failed += 1
            print(problem, file=sys.stderr)
        finally:
            self._running = False


class Window:
    """A visitor's window."""

    def __init__(self, host: str, port: int, talk: dict[str, str], notes: Notes) -> None:
        headers = {"Authorization": f"Bearer {talk['bearer']}", "Accept-Language": "zh"}
        self._sending, self._looking = Line(host, port, headers), Line(host, port, dict(headers))
        self._talk, self._notes, self._last = talk["id"], notes, 0
        self.catch_up = Again(self._fetch, notes)
        self.feed: Feed | None = None

    async def arrive(self) -> None:
        """Read what is there, and listen."""
        await self._fetch()
        self.feed = await Feed.listen(self._sending, "/widget/api/stream", self._hear)

    async def send(self, words: str, due: float) -> None:
        """One message that was due at `due`."""
        body = {"client_id": str(uuid.uuid4()), "text": words, "lang": "zh", "after": self._last}
        got = await self._sending.call("POST", "/widget/api/messages", body)
        self._notes.intake.append(time.perf_counter() - due)
        self._notes.due[self._talk, got["seq"]] = due
        self._take(got["now"])

    def _hear(self, event: bytes, data: bytes) -> None:
        if event == b"conversation":
            self._notes.heard += 1
            if not json.loads(data).get("shown", self._last + 1) <= self._last:
                self.catch_up.wish()

    async def _fetch(self) -> None:
        self._take(await self._looking.call("GET", f"/widget/api/messages?after={self._last}"))

    def _take(self, found: dict[str, Any]) -> None:
        for each in found["messages"]:
            self._last = max(self._last, each["seq"])


class Desk:
    """An agent's page."""

    def __init__(
        self, host: str, port: int, seat: dict[str, str], owns: Sequence[dict[str, str]], notes: Notes
    ) -> None:
        headers = {"Cookie": f"sign_in={seat['cookie']}", "Accept-Language": "zh"}
        self._page = Line(host, port, headers)
        self._words = Line(host, port, {**headers, "HX-Request": "true", "X-Live": "1"})
        self._lists = Line(host, port, {**headers, "HX-Request": "true", "X-Live": "1"})
        self._owns, self._notes = frozenset(each["id"] for each in owns), notes
        self._open, self._last = owns[0]["id"] if owns else "", 0
        self._awaited: list[int] = []
        self.catch_up, self.refresh = Again(self._since, notes), Again(self._list, notes)
        self.feed: Feed | None = None

    async def arrive(self) -> None:
        """Open the desk with one conversation, and listen."""
        page = await self._page.fetch("GET", f"/desk/c/{self._open}?view=mine" if self._open else "/desk")
        self._last = _last_of(page)
        self.feed = await Feed.listen(self._page, "/live", self._hear)

    def _hear(self, event: bytes, data: bytes) -> None:
        if event == b"lists":
            self.refresh.wish()
        if event != b"conversation":
            return
        self._notes.heard += 1
        said = json.loads(data)
        if said["kind"] == "MessageReceived" and said["id"] in self._owns:
            self._notes.told[said["id"], said["seq"]] = time.perf_counter()
            if said["id"] == self._open:
                self._awaited.append(said["seq"])
        if said["id"] == self._open:
            self.catch_up.wish()

    async def _since(self) -> None:
        page = await self._words.fetch("GET", f"/desk/c/{self._open}/since?after={self._last}")
        self._last, at = _last_of(page), time.perf_counter()
        for seq in self._awaited:
            if seq <= self._last:
                self._notes.shown[self._open, seq] = at
        self._awaited = [seq for seq in self._awaited if seq > self._last]

    async def _list(self) -> None:
        began = time.perf_counter()
        await self._lists.fetch("GET", f"/desk/list?view=mine&open={self._open}")
        self._notes.listed.append(time.perf_counter() - began)


def _last_of(page: bytes) -> int:
    found = _LAST.search(page)
    return int(found.group(1)) if found else 0


async def _write(
    windows: Sequence[Window], notes: Notes, rate: float, seconds: float, chance: random.Random
) -> None:
    """Messages at random; who has not been acknowledged yet is not asked to write again."""
    under_way: set[asyncio.Task[None]] = set()
    busy: set[int] = set()

    async def one(number: int, words: str, due: float) -> None:
        try:
            await windows[number].send(words, due)
        except (RuntimeError, OSError, asyncio.IncompleteReadError) as problem:
            notes.failed += 1
            print(problem, file=sys.stderr)
        finally:
            busy.discard(number)

    due = time.perf_counter()
    until = due + seconds
    while (due := due + chance.expovariate(rate)) < until:
        if (pause := due - time.perf_counter()) > 0:
            await asyncio.sleep(pause)
        number = chance.randrange(len(windows))
        if number in busy:
            number = next((n for n in range(len(windows)) if n not in busy), -1)
        if number < 0:
            continue  # everybody waits: the intake's figures say so
        busy.add(number)
        task = asyncio.create_task(one(number, chance.choice(MESSAGES), due))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
    while under_way:
        await asyncio.wait(under_way)
    await asyncio.sleep(SETTLES)


async def main(lines: asyncio.StreamReader) -> None:
    told = json.loads(await lines.readline())
    host, port, seats, chance = told["host"], told["port"], told["seats"], random.Random(20261126)
    notes = Notes()
    windows = [Window(host, told["visitors_port"], talk, notes) for talk in told["talks"]]
    desks = [
        Desk(host, port, seat, told["talks"][number :: len(seats)], notes)
        for number, seat in enumerate(seats)
    ]
    everybody: list[Window | Desk] = [*windows, *desks]
    began = time.perf_counter()
    for start in range(0, len(everybody), WAVE):
        await asyncio.gather(*(each.arrive() for each in everybody[start : start + WAVE]))
    print(json.dumps({"connecting": time.perf_counter() - began}), flush=True)
    while line := await lines.readline():
        wanted = json.loads(line)
        fresh = Notes()
        notes.__dict__.update(fresh.__dict__)
        await _write(windows, notes, wanted["rate"], wanted["seconds"], chance)
        print(json.dumps(_found(notes, everybody)), flush=True)
    for each in everybody:
        if each.feed is not None:
            each.feed.close()


def _found(notes: Notes, everybody: Sequence[Window | Desk]) -> dict[str, Any]:
    return {
        "intake": notes.intake,
        "listed": notes.listed,
        "told": [at - notes.due[key] for key, at in notes.told.items() if key in notes.due],
        "shown": [at - notes.due[key] for key, at in notes.shown.items() if key in notes.due],
        "untold": len(notes.due.keys() - notes.told.keys()),
        "heard": notes.heard,
        "failed": notes.failed,
        "lost": sum(each.feed is None or each.feed.lost for each in everybody),
    }


async def _stdin() -> asyncio.StreamReader:
    reader = asyncio.StreamReader(limit=16 << 20)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    return reader


async def _run() -> None:
    await main(await _stdin())


if __name__ == "__main__":
    asyncio.run(_run())
