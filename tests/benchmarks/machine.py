"""Names the machine that a figure was measured on, and turns lists of seconds into a row."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table


def described() -> str:
    """Processor, cores, memory, kernel, Python."""
    cpu = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{cpu}, {os.cpu_count()} cores, {memory:.0f} GiB, Linux {platform.release()}, Python {platform.python_version()}"


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of `values` lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def table(out: Console, title: str, rows: Mapping[str, Sequence[float]]) -> None:
    """Print p50, p95 and n of each row of seconds, in milliseconds."""
    drawn = Table(title=title, title_justify="left", box=None, padding=(0, 2))
    for column in ("", "p50 ms", "p95 ms", "n"):
        drawn.add_column(column, justify="left" if not column else "right")
    for name, seconds in rows.items():
        if seconds:
            drawn.add_row(
                name,
                f"{percentile(seconds, 0.5) * 1000:.1f}",
                f"{percentile(seconds, 0.95) * 1000:.1f}",
                str(len(seconds)),
            )
    out.print(drawn)
