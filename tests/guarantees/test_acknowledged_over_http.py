"""Promise: a message that was answered with 200 is there afterwards, once, whatever moment the machine dies."""

from __future__ import annotations

import os
import random
import threading
import time
import uuid
from pathlib import Path

import httpx

from tests.house import House, Visitor

KILLS = int(os.environ.get("KILLS", "5"))


class Writer(threading.Thread):
    """A client that repeats an unanswered message with the same id, as the widget does."""

    def __init__(self, house: House, number: int) -> None:
        super().__init__(daemon=True)
        self.house, self.number = house, number
        self.visitor: Visitor | None = None
        self.acknowledged: set[str] = set()
        self.quit = threading.Event()

    def run(self) -> None:
        waiting: str | None = None
        count = 0
        while not self.quit.is_set():
            try:
                if self.visitor is None:
                    self.visitor = Visitor(self.house.url)
                self.visitor.client.base_url = self.house.url
                waiting = waiting or str(uuid.uuid4())
                count += 1
                answer = self.visitor.write(f"第 {count} 条，来自写入者 {self.number}", waiting)
                if answer.status_code == 200:
                    self.acknowledged.add(waiting)
                    waiting = None
            except httpx.HTTPError:
                self.quit.wait(0.05)  # the house is down: try again, as a browser would


def test_no_acknowledged_message_is_lost_or_doubled(tmp_path: Path) -> None:
    house = House(tmp_path).start()
    writers = [Writer(house, number) for number in range(3)]
    for writer in writers:
        writer.start()
    chance = random.Random(20261122)
    try:
        for _ in range(KILLS):
            before = sum(len(w.acknowledged) for w in writers)
            moment = chance.uniform(0.05, 1.5)
            deadline = time.monotonic() + 60
            # Let at least one more message through, then strike at a random moment of the stream.
            while sum(len(w.acknowledged) for w in writers) == before and time.monotonic() < deadline:
                time.sleep(0.01)
            time.sleep(moment)
            house.kill()
            house.start()
        for writer in writers:
            writer.quit.set()
        for writer in writers:
            writer.join(60)
        total = 0
        for writer in writers:
            assert writer.visitor is not None
            writer.visitor.client.base_url = house.url
            seen = [m["client_id"] for m in _all(writer.visitor) if m["who"] == "visitor"]
            assert len(seen) == len(set(seen)), "a message is there twice"
            missing = writer.acknowledged - set(seen)
            assert not missing, f"{len(missing)} acknowledged messages are gone"
            total += len(writer.acknowledged)
        assert total >= KILLS
        checked = house.command("audit", "verify")
        assert checked.returncode == 0, checked.stdout + checked.stderr
    finally:
        for writer in writers:
            writer.quit.set()
        if house.process is not None and house.process.poll() is None:
            house.stop()


def _all(visitor: Visitor) -> list[dict]:
    found: list[dict] = []
    while True:
        more = visitor.messages(found[-1]["seq"] if found else 0)["messages"]
        if not more:
            return found
        found += more
