"""Everybody connected at once: what a message costs then, what a silent client costs, and how both grow.

    python -m tests.benchmarks.connected [--count 20] [--rate 50] [--sizes 100,500,1000,2000] [--form apart] [--turns 1]

`--form`: visitors in a process of their own (apart), in the staff's (together), or one after the other (both), `--turns` times.
`--count` is for how many seconds messages come. Five of six clients are visitors, one an agent who has five of them in hand,
so nobody is answered by the AI here: that is `answers`. Clients run in a process of their own on the same cores.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

from tests.benchmarks import stock
from tests.benchmarks.crowd import Crowd
from tests.benchmarks.figures import Figure, alone, p95, percentile_of
from tests.benchmarks.machine import described, percentile
from tests.core.backups import staged
from tests.fixtures import small
from tests.house import House

APART, TOGETHER = "apart", "together"
SIZES = (100, 500, 1000, 2000)
"""Clients in all; 600 are the 500 visitors and 100 agents of the target."""
TARGET = 600
RATE = 50.0  # messages a second
SPARE = 200  # files that a process has open besides its clients' connections
IDLE = 4.0  # seconds over which silence is measured


@dataclass(frozen=True)
class Grown:
    """One row of the table: `idle_kb` and `idle_cpu` are per client, the latter in thousandths of a core; `busy` are the cores that
    the appliance's processes keep busy, the staff's first."""

    form: str
    clients: int
    connecting: float
    idle_kb: float
    idle_cpu: float
    busy: list[float]
    found: dict[str, Any]


def run(
    out: Console,
    folder: Path,
    seconds: float,
    rate: float,
    sizes: tuple[int, ...] = SIZES,
    forms: Sequence[str] = (APART,),
) -> list[Figure]:
    """A table with one row a size and form; figures of the size that the target names."""
    allowed = _raise_file_limit(3 * max(sizes) + SPARE)
    rows, figures = [], []
    for size in sorted({*sizes, TARGET} if max(sizes) > TARGET else {*sizes}):
        if 3 * size + SPARE > allowed:
            out.print(f"{size} clients need more open files than this machine allows ({allowed}).")
            break
        for turn, form in enumerate(forms):
            rows.append(_one(folder / f"{size}-{turn}", size, seconds, rate, form))
            if size == TARGET:
                figures = _figures(rows[-1].found, rows[-1].idle_kb)
    _table(out, rows, rate)
    return figures


def _one(folder: Path, clients: int, seconds: float, rate: float, form: str) -> Grown:
    agents = max(1, clients // 6)
    folder.mkdir(parents=True)
    with staged.opened(small.data(folder)) as opened:
        seats = stock.seats(opened.store, agents)
        talks = stock.talks(opened.store, opened.vault, clients - agents, owners=seats)
    settings = {"VISITORS_PORT": "0"} if form == APART else {}
    with House(folder, **settings).running() as house:
        house.visitor().write("热身，手机13800138000")
        assert house.process is not None
        staff = psutil.Process(house.process.pid)
        ours = [staff, *staff.children()]
        time.sleep(2)  # what the start has set in motion ends
        before = _memory(ours)
        with Crowd(house.url, talks, seats, house.visitors_url) as crowd:
            time.sleep(1)
            memory = _memory(ours) - before
            silence = sum(_cpu(each) for each in ours)
            time.sleep(IDLE)
            silence = sum(_cpu(each) for each in ours) - silence
            work = [_cpu(each) for each in ours]
            found = crowd.write(rate, seconds)
            busy = [(_cpu(each) - spent) / seconds for each, spent in zip(ours, work, strict=True)]
            return Grown(
                form,
                clients,
                crowd.connecting,
                memory / 1024 / clients,
                1000 * silence / IDLE / clients,
                busy,
                found,
            )


def _memory(processes: Sequence[psutil.Process]) -> int:
    return sum(each.memory_full_info().uss for each in processes)


def _cpu(process: psutil.Process) -> float:
    spent = process.cpu_times()
    return float(spent.user + spent.system)


def _raise_file_limit(wanted: int) -> int:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        soft = min(wanted, hard) if hard != resource.RLIM_INFINITY else wanted
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return soft


def _figures(found: dict[str, Any], idle_kb: float) -> list[Figure]:
    return [
        p95("connected: intake p95", found["intake"]),
        p95("connected: told at the desk p95", found["told"]),
        percentile_of("connected: told at the desk p99", found["told"], 0.99),
        p95("connected: words at the desk p95", found["shown"]),
        percentile_of("connected: words at the desk p99", found["shown"], 0.99),
        alone("connected: idle client", idle_kb, TARGET),
    ]


def _table(out: Console, rows: list[Grown], rate: float) -> None:
    title = (
        f"Connected at once, {rate:.0f} messages a second; milliseconds p95 (p99); clients on the same cores"
    )
    drawn = Table(title=title, title_justify="left", box=None, padding=(0, 1))
    for column in (
        "visitors",
        "clients",
        "visitors + agents",
        "connect s",
        "idle KB each",
        "idle ‰ core each",
        "cores busy",
        "sent",
        "intake",
        "desk told",
        "desk shows",
        "list",
        "lost",
    ):
        drawn.add_column(column, justify="right")
    for row in rows:
        agents = max(1, row.clients // 6)
        found = row.found
        drawn.add_row(
            row.form,
            str(row.clients),
            f"{row.clients - agents} + {agents}",
            f"{row.connecting:.1f}",
            f"{row.idle_kb:.0f}",
            f"{row.idle_cpu:.2f}",
            " + ".join(f"{each:.2f}" for each in row.busy),
            str(len(found["intake"])),
            *(_ms(found[name]) for name in ("intake", "told", "shown", "listed")),
            str(found["lost"] + found["failed"] + found["untold"]),
        )
    out.print(drawn)


def _ms(seconds: list[float]) -> str:
    if not seconds:
        return "–"
    return f"{1000 * percentile(seconds, 0.95):.0f} ({1000 * percentile(seconds, 0.99):.0f})"


def main() -> None:
    given = argparse.ArgumentParser(prog="python -m tests.benchmarks.connected")
    given.add_argument("--count", type=float, default=20, help="seconds of messages for each size")
    given.add_argument("--rate", type=float, default=RATE, help="messages a second")
    given.add_argument("--sizes", default=",".join(map(str, SIZES)), help="clients at once, one row each")
    given.add_argument(
        "--form", default=APART, choices=(APART, TOGETHER, "both"), help="where visitors are served"
    )
    given.add_argument("--turns", type=int, default=1, help="how often, one form after the other")
    options = given.parse_args()
    out = Console(width=150)
    out.print(described())
    sizes = tuple(int(each) for each in options.sizes.split(","))
    with tempfile.TemporaryDirectory(prefix="kefu-bench-") as folder:
        forms = (TOGETHER, APART) if options.form == "both" else (options.form,)
        run(out, Path(folder), options.count, options.rate, sizes, forms * options.turns)


if __name__ == "__main__":
    main()
