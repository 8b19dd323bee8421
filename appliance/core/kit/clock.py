"""The one clock. Everything that needs the time asks here, so a test can set it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Clock = Callable[[], datetime]


def _system() -> datetime:
    return datetime.now(UTC)


_clock: Clock = _system


def now() -> datetime:
    """The current time, UTC-aware, cut to whole milliseconds (what the store keeps)."""
    at = _clock().astimezone(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


@cache
def zone() -> ZoneInfo:
    """The bank's own zone: `TZ` of the process, else Shanghai."""
    try:
        return ZoneInfo(os.environ.get("TZ", "").lstrip(":") or "Asia/Shanghai")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("Asia/Shanghai")


def monotonic() -> float:
    """Seconds that never run backwards; for timeouts and durations, not for dates."""
    return time.monotonic()


def set_clock(clock: Clock | None) -> None:
    """Replace the clock of the whole process; `None` brings the system's clock back."""
    global _clock
    _clock = clock or _system


class Frozen:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("a frozen clock needs a time with a zone")
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def advance(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> datetime:
        """Move forward (or back, with negative amounts) and return the new time."""
        self.at += timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        return self.at


@contextmanager
def frozen(at: datetime) -> Iterator[Frozen]:
    """Hold the clock of the whole process at `at` within the block."""
    before = _clock
    clock = Frozen(at)
    set_clock(clock)
    try:
        yield clock
    finally:
        set_clock(before)
