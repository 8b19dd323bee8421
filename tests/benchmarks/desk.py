"""The desk's pages beside a long history: 20,000 open conversations and a million stored ones.

    python -m tests.benchmarks.desk [--count 40] [--open 20000] [--stored 1000000]

One agent asks, one page after another; what pages cost when a hundred desks are connected is in `connected`.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import httpx
from rich.console import Console

from tests.benchmarks import stock
from tests.benchmarks.figures import Figure, p95
from tests.benchmarks.machine import described, table
from tests.core.backups import staged
from tests.fixtures import small
from tests.house import House

OPEN, STORED = 20_000, 1_000_000
AGENTS = 100
SHARES = (("ai", 0.7), ("queued", 0.1), ("human", 0.2))
"""Of the open ones."""


def run(out: Console, folder: Path, count: int, opened: int, stored: int) -> list[Figure]:
    folder.mkdir(parents=True)
    began = time.perf_counter()
    with staged.opened(small.data(folder)) as house:
        seats = stock.seats(house.store, AGENTS, capacity=10_000)
        stock.closed(house.store, house.vault, stored - opened)
        talks = {
            state: stock.talks(house.store, house.vault, int(share * opened), state, seats)
            for state, share in SHARES
        }
    spent = time.perf_counter() - began
    size = (folder / "data" / "store" / "appliance.db").stat().st_size / 2**20
    mine = talks["human"][::AGENTS]
    pages = {
        **{
            f"the desk, {name}": [f"/desk?view={name}"]
            for name in ("mine", "waiting", "team", "ai", "closed", "mentions")
        },
        "a list by itself, waiting": ["/desk/list?view=waiting"],
        "waiting, urgent only": ["/desk/list?view=waiting&urgent=1"],
        "a conversation opened, the desk around it": [f"/desk/c/{each.id}" for each in mine],
        "what follows in it": [f"/desk/c/{each.id}/since?after=0" for each in mine],
    }
    with House(folder).running() as house:
        rows = {name: _timed(house.url, seats[0], paths, count) for name, paths in pages.items()}
    table(
        out,
        f"Pages of the desk, {opened:,} conversations open of {stored:,} stored ({size:.0f} MB, filled in {spent:.0f} s)",
        rows,
    )
    shown = [seconds for name, each in rows.items() if name.startswith("the desk") for seconds in each]
    return [p95("desk page p95", shown)]


def _timed(url: str, seat: stock.Seat, paths: list[str], count: int) -> list[float]:
    seconds = []
    with httpx.Client(base_url=url, timeout=60, cookies={"sign_in": seat.cookie}) as client:
        client.get(paths[0])  # the first reads templates
        for number in range(count):
            began = time.perf_counter()
            answer = client.get(paths[number % len(paths)])
            seconds.append(time.perf_counter() - began)
            assert answer.status_code == 200, (answer.status_code, answer.text[:300])
    return seconds


def main() -> None:
    given = argparse.ArgumentParser(prog="python -m tests.benchmarks.desk")
    given.add_argument("--count", type=int, default=40, help="requests of each page")
    given.add_argument("--open", type=int, default=OPEN, help="open conversations")
    given.add_argument("--stored", type=int, default=STORED, help="conversations in all")
    options = given.parse_args()
    out = Console(width=110)
    out.print(described())
    with tempfile.TemporaryDirectory(prefix="kefu-bench-") as folder:
        run(out, Path(folder) / "desk", options.count, options.open, options.stored)


if __name__ == "__main__":
    main()
