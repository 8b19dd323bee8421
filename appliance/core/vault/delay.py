"""The growing wait after wrong keys.

It is kept in a file, so that neither a restart nor a second process starts the count anew.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from appliance.core.kit import clock
from appliance.core.vault.files import write_atomic

LONGEST = 3600


def wait_after(failures: int) -> int:
    """Seconds to wait after that many wrong keys in a row: 0, 1, 2, 4, 8 … up to an hour."""
    return min(LONGEST, 2 ** (failures - 1)) if failures else 0


class Attempts:
    """Wrong unseal attempts in a row, kept in `attempts.json`."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "attempts.json"

    def read(self) -> tuple[int, datetime]:
        """(failures in a row, time of the last one). An unreadable file counts as a failure right now."""
        try:
            kept = json.loads(self._path.read_bytes())
            return int(kept["failures"]), datetime.fromtimestamp(kept["last_ms"] / 1000, UTC)
        except FileNotFoundError:
            return 0, datetime.fromtimestamp(0, UTC)
        except (ValueError, KeyError, TypeError, OSError, OverflowError):
            return 1, clock.now()

    def seconds_left(self) -> int:
        """Whole seconds until the next attempt may be made; 0 if at once."""
        failures, last = self.read()
        wait = wait_after(failures)
        # A clock that was set back must not lock the vault for longer than the wait itself.
        passed = max(0.0, (clock.now() - last).total_seconds())
        left = wait - passed
        return int(left) + (left > int(left)) if left > 0 else 0

    def failed(self) -> int:
        """Count one more wrong key; returns the seconds to wait now. Raises `StorageFull`."""
        failures = self.read()[0] + 1
        at = int(clock.now().timestamp() * 1000)
        write_atomic(self._path, json.dumps({"failures": failures, "last_ms": at}).encode())
        return wait_after(failures)

    def succeeded(self) -> None:
        """The right key came: forget the failures."""
        if self._path.exists():
            write_atomic(self._path, json.dumps({"failures": 0, "last_ms": 0}).encode())
