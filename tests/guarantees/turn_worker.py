"""A worker whose AI writes only as fast as it is allowed to; runs inside a test or as a process of its own.

As a process: first line of stdin the root key, then lines `tag number` that allow that many more sentences for a
conversation; the end of stdin ends the worker. It prints a line after each job.
"""

from __future__ import annotations

import re
import sys
import threading
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from appliance.ai.answering.answer import Answer
from appliance.core.jobs.registry import JobContext, Registry
from appliance.core.jobs.runner import Runner
from appliance.core.masking.text import MaskedText
from appliance.core.store.engine import open_store
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault
from appliance.service.turns import jobs
from appliance.service.turns.parts import TurnParts
from tests.service.scene import Rules, answer, said, subscriptions

THREADS = 16
WIDE_OPEN = 1000  # sentences; more than any script writes
TAG = re.compile(r"#(\d+):(\d+)")


class Paced:
    """Answers `#tag:n` with n sentences, each after it was allowed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._allowed: dict[str, threading.Semaphore] = defaultdict(lambda: threading.Semaphore(0))

    def allow(self, tag: str, number: int) -> None:
        with self._lock:
            permits = self._allowed[tag]
        permits.release(number)

    def answer(self, question: MaskedText, *, cancelled: Any, on_sentence: Any, **_: Any) -> Answer:
        tag, number = TAG.findall(str(question))[-1]
        with self._lock:
            permits = self._allowed[tag]
        for each in range(int(number)):
            assert permits.acquire(timeout=60), "nobody allowed the next sentence"
            if cancelled():
                break
            on_sentence(said(f"第 {each + 1} 句。"))
        return answer("".join(f"第 {n + 1} 句。" for n in range(int(number))), "generated")


def make_runner(store: Store, vault: Vault, paced: Paced, done: Callable[[], None]) -> Runner:
    """A runner of turns that calls `done` after each."""
    inner, outer = Registry(), Registry()
    jobs.register(inner, TurnParts(store, vault, paced, Rules()))

    def handle(job: JobContext) -> None:
        try:
            inner.get(jobs.KIND)(job)
        finally:
            done()

    outer.add(jobs.KIND, handle)
    return Runner(store, outer, threads=THREADS)


def main() -> None:
    data_dir = Path(sys.argv[1])
    vault = Vault(data_dir)
    vault.adopt(bytes.fromhex(sys.stdin.readline().strip()))
    store = open_store(data_dir / "store" / "appliance.db", vault.store_key())
    store.audit_key = vault.audit_key()
    store.subscribers = subscriptions()
    paced = Paced()
    runner = make_runner(store, vault, paced, lambda: print("done", flush=True))
    runner.start()
    print("ready", flush=True)
    for line in sys.stdin:
        tag, number = line.split()
        paced.allow(tag, int(number))
    runner.stop()
    store.close()


if __name__ == "__main__":
    main()
