"""What commands print: one console, one way to say what went wrong, progress on whatever takes long."""

from __future__ import annotations

import os
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def language() -> str:
    """The terminal's language: `LOCALE` if set, else what `LANG` says, else Chinese."""
    chosen = os.environ.get("LOCALE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or "zh"
    return "en" if chosen.lower().startswith("en") else "zh"


def say(zh: str, en: str) -> None:
    """Print one sentence in the terminal's language."""
    out.print(zh if language() == "zh" else en, markup=False, soft_wrap=True)


class Steps:
    """A progress line for reports of the form `{"text": …}` or `{"done": n, "total": m, "text": …}`."""

    def __init__(self) -> None:
        self.bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=28),
            TimeElapsedColumn(),
            console=err,
            transient=True,
        )
        self.task = self.bar.add_task("…", total=None)

    def __enter__(self) -> Steps:
        self.bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.bar.stop()

    def __call__(self, step: Any) -> None:
        said: dict[str, Any] = step if isinstance(step, dict) else {"text": str(step)}
        self.bar.update(
            self.task,
            description=str(said.get("text", "")),
            completed=said.get("done"),
            total=said.get("total"),
        )
