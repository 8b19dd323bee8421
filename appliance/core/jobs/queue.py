"""Asking for work."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import delete, select

from appliance.core.jobs.tables import Job
from appliance.core.kit import clock
from appliance.core.kit.ids import new_id
from appliance.core.store.session import Store, WriteSession

# How often each store was asked in this process: a runner looks at the queue after a commit only if this has moved.
asked: WeakKeyDictionary[Store, int] = WeakKeyDictionary()


def enqueue(
    s: WriteSession,
    kind: str,
    payload: dict[str, Any],
    *,
    lane: str | None = None,
    key: str | None = None,
    run_at: datetime | None = None,
    max_attempts: int = 5,
) -> str:
    """Add a job in the caller's transaction and return its id. It exists if the act commits.

    Jobs of one `lane` run one at a time in the order they were asked for. A `key` that is queued already is not queued
    twice: its id is returned. `payload` holds ids and numbers, never words of a customer.
    """
    if key is not None:
        known = s.scalar(select(Job.id).where(Job.key == key, Job.state == "queued"))
        if known is not None:
            return known
    now = clock.now()
    job = Job(
        id=new_id(),
        kind=kind,
        payload=payload,
        lane=lane,
        key=key,
        run_at=run_at or now,
        state="queued",
        attempts=0,
        max_attempts=max_attempts,
        created_at=now,
    )
    s.add(job)
    s.flush()
    asked[s.store] = asked.get(s.store, 0) + 1
    return job.id


def forget_done(s: WriteSession, older_than: timedelta = timedelta(days=2)) -> None:
    """Remove jobs that were done that long ago. Failed ones stay until somebody has looked at them."""
    s.execute(delete(Job).where(Job.state == "done", Job.created_at < clock.now() - older_than))
