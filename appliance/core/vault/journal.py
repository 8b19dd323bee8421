"""The seal journal: what happened to the vault, one durable JSON line each, readable without any key.

    {"at": "2026-03-03T09:00:00.000+00:00", "event": "wrong key", "wait_seconds": 4}

While the vault is sealed nothing can be written into the audit chain; what happens then, wrong keys above all, stands
here and is taken into the chain at the next unseal (`core/audit/from_journal.py`). Never a secret stands in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from appliance.core.kit import clock
from appliance.core.vault.files import append_line

FILE = "journal.log"


def journal(folder: Path, event: str, **details: int | str) -> None:
    """Add one line. `details` are numbers and short words. Raises `StorageFull`; then no part of it is there."""
    line = {"at": clock.now().isoformat(timespec="milliseconds"), "event": event, **details}
    append_line(folder / FILE, json.dumps(line, ensure_ascii=False))


def size(folder: Path) -> int:
    """Bytes of the journal."""
    path = folder / FILE
    return path.stat().st_size if path.exists() else 0


def lines(folder: Path, start: int = 0) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """(where the line ends, its content) of each whole line from byte `start`; None for one that is not of our form."""
    path = folder / FILE
    if not path.exists():
        return
    with path.open("rb") as file:
        file.seek(start)
        end = start
        for raw in file:
            if not raw.endswith(b"\n"):
                return
            end += len(raw)
            yield end, _read(raw)


def _read(raw: bytes) -> dict[str, Any] | None:
    try:
        line = json.loads(raw)
    except ValueError:
        return None
    fits = isinstance(line, dict) and isinstance(line.get("at"), str) and isinstance(line.get("event"), str)
    return line if fits else None
