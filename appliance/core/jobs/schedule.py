"""Work that comes back by the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from appliance.core.jobs.queue import enqueue
from appliance.core.jobs.tables import Job
from appliance.core.kit import clock
from appliance.core.store.session import WriteSession


class Schedule:
    """Kinds of jobs and their periods. However many processes share the store, each round runs once."""

    def __init__(self) -> None:
        self._periods: dict[str, timedelta] = {}

    def every(self, seconds: float, kind: str) -> None:
        """Run `kind` (with an empty payload) every so many seconds; the first time at once."""
        if seconds < 1:
            raise ValueError("a schedule counts in whole seconds or more")
        self._periods[kind] = timedelta(seconds=seconds)

    def begin(self, s: WriteSession) -> None:
        """Queue each kind that is neither queued nor running."""
        for kind in self._periods:
            known = s.scalar(
                select(Job.id).where(Job.key == _key(kind), Job.state.in_(("queued", "running"))).limit(1)
            )
            if known is None:
                self._enqueue(s, kind, clock.now())

    def claimed(self, s: WriteSession, kind: str, key: str | None) -> None:
        """Called when a job is taken up: queue the next round of it, so a failing round cannot end the schedule."""
        if key == _key(kind) and kind in self._periods:
            self._enqueue(s, kind, clock.now() + self._periods[kind])

    def _enqueue(self, s: WriteSession, kind: str, at: datetime) -> None:
        enqueue(s, kind, {}, key=_key(kind), run_at=at, max_attempts=1)


def _key(kind: str) -> str:
    return f"every:{kind}"
