"""Resident memory of each process of a running appliance, after a few answers."""

from __future__ import annotations

from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from tests.house import House


def run(out: Console, folder: Path, *, with_engine: bool) -> None:
    with House(folder, ENGINE="auto" if with_engine else "off").running() as house:
        if with_engine:
            house.until_model("ready")
        visitor = house.visitor()
        visitor.write("信用卡丢了怎么办")
        visitor.until(lambda a: any(m["who"] == "ai" for m in a["messages"]))
        assert house.process is not None
        drawn = Table(title="Resident memory", title_justify="left", box=None, padding=(0, 2))
        drawn.add_column("process")
        drawn.add_column("MiB", justify="right")
        root = psutil.Process(house.process.pid)
        for process in [root, *root.children(recursive=True)]:
            role = "appliance" if process.pid == root.pid else process.name()
            drawn.add_row(role, f"{process.memory_info().rss / 2**20:.0f}")
        out.print(drawn)
