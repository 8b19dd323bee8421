"""Asking for work.

A job may be born claimed: when a runner of this process has a hand free, the row is written as running, with a short
lease, in the very act that asks for it, and the runner is told once that act is on disk. That spares looking for the
job and two more writes. If the process dies first, the lease lapses and the job comes back like any other.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Table, delete, insert, text

from appliance.core.jobs.claim import Claim
from appliance.core.jobs.tables import Job
from appliance.core.kit import clock
from appliance.core.kit.ids import new_id
from appliance.core.store.prepared import Prepared
from appliance.core.store.session import Store, WriteSession

FIRST_LEASE = timedelta(seconds=5)
"""Of a job born claimed; renewed like any other while it is in hand."""

_QUEUED = Prepared(text("SELECT id FROM job WHERE key = :key AND state = 'queued'"))
_IN_LANE = Prepared(text("SELECT 1 FROM job WHERE lane = :lane AND state IN ('queued', 'running') LIMIT 1"))
_INSERT = Prepared(insert(cast(Table, Job.__table__)))


class Takes(Protocol):
    """What a runner offers to those who ask for work in its process."""

    def accepts(self, kind: str) -> bool:
        """Whether it would begin a job of this kind at once."""
        ...

    def adopt(self, claim: Claim) -> None:
        """A job born claimed is on disk."""
        ...

    def asked(self) -> None:
        """A job to be looked for is on disk."""
        ...


takers: WeakKeyDictionary[Store, Takes] = WeakKeyDictionary()
"""The runner that works on a store in this process."""


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
        known = s.rows(_QUEUED, key=key).scalar()
        if known is not None:
            return str(known)
    now = clock.now()
    taker = takers.get(s.store)
    # A process that died while it held the only attempt would have failed the job.
    born_claimed = (
        taker is not None
        and run_at is None
        and max_attempts > 1
        and taker.accepts(kind)
        and (lane is None or s.rows(_IN_LANE, lane=lane).first() is None)
    )
    job_id = new_id()
    row = {
        "id": job_id,
        "kind": kind,
        "payload": payload,
        "lane": lane,
        "key": key,
        "run_at": run_at or now,
        "state": "running" if born_claimed else "queued",
        "attempts": int(born_claimed),
        "max_attempts": max_attempts,
        "locked_until": now + FIRST_LEASE if born_claimed else None,
        "created_at": now,
    }
    s.rows(_INSERT, **row)
    if taker is not None:
        claim = Claim(job_id, kind, dict(payload), 1)
        s.once_kept(partial(taker.adopt, claim) if born_claimed else taker.asked)
    elif run_at is None:
        s.once_kept(s.store.ask_others)
    return job_id


def forget_done(s: WriteSession, older_than: timedelta = timedelta(days=2)) -> None:
    """Remove jobs that were done that long ago. Failed ones stay until somebody has looked at them."""
    s.execute(delete(Job).where(Job.state == "done", Job.created_at < clock.now() - older_than))
