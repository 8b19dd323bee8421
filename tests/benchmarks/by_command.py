"""Retrieval as who installs it would measure it: the sets imported and evaluated by `appliance knowledge`, over a running house.

    python -m tests.benchmarks.by_command

What `retrieval` measures in memory, with questions as they are written, passes here through the whole product: questions are masked
as a visitor's are, but for names (a line tells how many hold one), and each base finds its own calibration. Where the two
differ, this is what a bank's operator gets. Sets as in `retrieval`.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rich.console import Console

from tests.benchmarks import retrieval
from tests.benchmarks.machine import described
from tests.fixtures import small
from tests.house import House


def main() -> None:
    out = Console(width=110)
    out.print(described())
    with tempfile.TemporaryDirectory(prefix="kefu-bench-") as folder:
        house = small.house(Path(folder))
        with house.running():
            for bench in (retrieval.xquad("en"), retrieval.wiki(), retrieval.banking()):
                out.print(f"[bold]{bench.name}[/]")
                out.print(measured(house, Path(folder), bench))


def measured(house: House, folder: Path, bench: retrieval.Bench) -> str:
    """What `appliance knowledge evaluate` prints of one set, in a base of its own."""
    name = bench.name.split()[0]
    texts, asked = folder / f"{name}.jsonl", folder / f"{name}_asked.jsonl"
    _write(
        texts,
        (
            {"id": id_, "text": entry.text}
            for id_, entry in zip(bench.ids.values(), bench.entries, strict=True)
        ),
    )
    _write(
        asked,
        (
            {"qid": str(n), "query": query, **({"relevant": sorted(relevant)} if relevant else {})}
            for n, (query, relevant) in enumerate(bench.asked)
        ),
    )
    _run(house, "bases", "create", name, "--single-person")
    _run(house, "import", str(texts), "--base", name, "--publish", "--confirm")
    return _run(house, "evaluate", str(asked), "--base", name)


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), "utf-8")


def _run(house: House, *words: str) -> str:
    made = house.command("knowledge", *words)
    assert made.returncode == 0, made.stdout + made.stderr
    return made.stdout


if __name__ == "__main__":
    main()
