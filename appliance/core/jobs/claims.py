"""Taking jobs from the queue and giving them back: each a short act on the store."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Select, and_, exists, or_, select, update
from sqlalchemy.orm import aliased

from appliance.core.jobs.schedule import Schedule
from appliance.core.jobs.tables import Job
from appliance.core.kit import clock
from appliance.core.store.session import ReadSession, WriteSession

LONGEST_BACKOFF = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Claim:
    """A job in hand."""

    id: str
    kind: str
    payload: dict[str, Any]
    attempt: int


def backoff(attempt: int) -> timedelta:
    """The wait after a failed attempt: 1, 2, 4, 8 … seconds, at most five minutes."""
    return min(LONGEST_BACKOFF, timedelta(seconds=2 ** min(attempt - 1, 16)))


def _due(kinds: Collection[str]) -> Select[Job]:
    """The next job that may run now, oldest first.

    A lane is closed to a job while another of its jobs runs, or an older one waits that is due or was tried before (its
    retry must come first, or the order would break). A job whose lease ran out may be taken again; within its lane
    only a running one stands before it, since it was ahead once already.
    """
    now = clock.now()
    other = aliased(Job)
    before = and_(
        other.lane == Job.lane,
        other.seq != Job.seq,
        or_(
            other.state == "running",
            and_(
                Job.state == "queued",
                other.state == "queued",
                other.seq < Job.seq,
                or_(other.attempts > 0, other.run_at <= now),
            ),
        ),
    )
    return (
        select(Job)
        .where(
            Job.state.in_(("queued", "running")),
            or_(
                and_(Job.state == "queued", Job.run_at <= now),
                and_(Job.state == "running", Job.locked_until <= now),
            ),
            Job.kind.in_(sorted(kinds)),
            or_(Job.lane.is_(None), ~exists().where(before)),
        )
        .order_by(Job.run_at, Job.seq)
        .limit(1)
    )


def any_due(s: ReadSession, kinds: Collection[str]) -> bool:
    """Whether there is a job to take; a look that does not stand in the writers' line."""
    return s.scalars(_due(kinds)).first() is not None


def take(s: WriteSession, kinds: Collection[str], lease: timedelta, schedule: Schedule) -> Claim | None:
    """Take the next job for `lease`. One that used up its attempts (its process died each time) fails instead."""
    while True:
        job = s.scalars(_due(kinds)).first()
        if job is None:
            return None
        if job.attempts >= job.max_attempts:
            job.state, job.locked_until = "failed", None
            job.last_error = job.last_error or "the process ended while the job ran"
            s.flush()
            continue
        first = job.attempts == 0
        job.state, job.attempts, job.locked_until = "running", job.attempts + 1, clock.now() + lease
        s.flush()
        if first:
            schedule.claimed(s, job.kind, job.key)
        return Claim(job.id, job.kind, dict(job.payload), job.attempts)


def renew(s: WriteSession, claims: Collection[Claim], lease: timedelta) -> None:
    """Extend the leases of jobs still in hand."""
    until = clock.now() + lease
    for claim in claims:
        s.execute(update(Job).where(*_held(claim)).values(locked_until=until))


def done(s: WriteSession, claim: Claim) -> bool:
    """Mark it done. False if the lease was lost in the meantime: then somebody else decides about the job."""
    return _settle(s, claim, state="done", locked_until=None)


def failed(s: WriteSession, claim: Claim, error: str) -> bool:
    """Back into the queue after a pause, or failed for good once its attempts are used up."""
    job = s.scalars(select(Job).where(*_held(claim))).first()
    if job is None:
        return False
    job.locked_until, job.last_error = None, error[:200]
    if job.attempts >= job.max_attempts:
        job.state = "failed"
    elif job.key is not None and s.scalar(select(Job.id).where(Job.key == job.key, Job.state == "queued")):
        # The same work was asked for again meanwhile: that one does it.
        job.state = "done"
    else:
        job.state, job.run_at = "queued", clock.now() + backoff(job.attempts)
    s.flush()
    return True


def _held(claim: Claim) -> tuple[Any, ...]:
    return Job.id == claim.id, Job.state == "running", Job.attempts == claim.attempt


def _settle(s: WriteSession, claim: Claim, **values: Any) -> bool:
    result = cast("CursorResult[Any]", s.execute(update(Job).where(*_held(claim)).values(**values)))
    return result.rowcount == 1
