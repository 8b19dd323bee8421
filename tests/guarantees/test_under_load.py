"""Promise: under load every acknowledged message is stored once and answered or handed over, and nothing fails.

The load goes to loopback and stops by itself after LOAD_SECONDS (20; `make prove`: 120).
"""

from __future__ import annotations

import os
import threading
import time
import uuid
from pathlib import Path

from tests.house import House, Visitor

SECONDS = float(os.environ.get("LOAD_SECONDS", "20"))
VISITORS = 6
WORDS = [
    "信用卡丢了怎么挂失",
    "白金卡年费多少",
    "提前还房贷要不要违约金",
    "How do I report a lost card?",
    "网点周六上班吗",
]


class Client(threading.Thread):
    """A visitor who asks, waits for the acknowledgement and asks again."""

    def __init__(self, house: House, number: int, until: float) -> None:
        super().__init__(daemon=True)
        self.visitor = Visitor(house.url, "en" if number % 5 == 3 else "zh")
        self.number, self.until = number, until
        self.acknowledged: list[str] = []
        self.refused: list[int] = []

    def run(self) -> None:
        while time.monotonic() < self.until:
            sent = str(uuid.uuid4())
            words = WORDS[(self.number + len(self.acknowledged)) % len(WORDS)]
            status = self.visitor.write(words, sent).status_code
            (self.acknowledged.append(sent) if status == 200 else self.refused.append(status))


def test_a_busy_while_loses_nothing_and_leaves_nobody_unanswered(tmp_path: Path) -> None:
    with House(tmp_path).running() as house:
        until = time.monotonic() + SECONDS
        clients = [Client(house, number, until) for number in range(VISITORS)]
        for client in clients:
            client.start()
        for client in clients:
            client.join(SECONDS + 60)
        assert [status for client in clients for status in client.refused] == []
        for client in clients:
            assert client.acknowledged
            last = client.visitor.until(lambda answer: not answer["thinking"], seconds=60)
            assert last["state"] in {"ai", "queued"}
            seen, at = [], 0
            while more := client.visitor.messages(at)["messages"]:
                seen += more
                at = more[-1]["seq"]
            numbers = [message["seq"] for message in seen]
            assert numbers == list(range(1, len(numbers) + 1)), "the feed has holes"
            stored = [message["client_id"] for message in seen if message["who"] == "visitor"]
            assert stored == client.acknowledged
            assert any(message["who"] in {"ai", "system"} for message in seen)
        assert house.command("audit", "verify").returncode == 0
