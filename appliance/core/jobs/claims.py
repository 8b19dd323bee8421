"""Taking jobs from the queue and giving them back: each a short act on the store.

Plain statements, made once: the queue is looked at after every act that asks for work.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from appliance.core.jobs.claim import Claim
from appliance.core.jobs.schedule import Schedule
from appliance.core.kit import clock
from appliance.core.store.column_types import canonical, to_ms
from appliance.core.store.prepared import Prepared
from appliance.core.store.session import ReadSession, WriteSession

LONGEST_BACKOFF = timedelta(minutes=5)

# The next job that may run now, oldest first.
#
# A lane is closed to a job while another of its jobs runs, or an older one waits that is due or was tried before (its
# retry must come first, or the order would break). A job whose lease ran out may be taken again; within its lane
# only a running one stands before it, since it was ahead once already.
_DUE = Prepared(
    text(
        """
    SELECT id, kind, key, payload, attempts, max_attempts FROM job
    WHERE state IN ('queued', 'running')
      AND (state = 'queued' AND run_at <= :now OR state = 'running' AND locked_until <= :now)
      AND kind IN (SELECT value FROM json_each(:kinds))
      AND (lane IS NULL OR NOT EXISTS (
        SELECT 1 FROM job AS other
        WHERE other.lane = job.lane AND other.state IN ('queued', 'running') AND other.seq <> job.seq
          AND (other.state = 'running'
            OR job.state = 'queued' AND other.seq < job.seq AND (other.attempts > 0 OR other.run_at <= :now))))
    ORDER BY run_at, seq LIMIT 1
    """
    )
)

_WAITING = Prepared(
    text(
        "SELECT 1 FROM job WHERE state = 'queued' AND run_at <= :now"
        " AND kind IN (SELECT value FROM json_each(:kinds)) LIMIT 1"
    )
)

_HELD = "WHERE id = :id AND state = 'running' AND attempts = :attempt"
_TAKE = Prepared(
    text("UPDATE job SET state = 'running', attempts = attempts + 1, locked_until = :until WHERE id = :id")
)
_USED_UP = Prepared(
    text(
        "UPDATE job SET state = 'failed', locked_until = NULL,"
        " last_error = coalesce(last_error, 'the process ended while the job ran') WHERE id = :id"
    )
)
_RENEW = Prepared(text(f"UPDATE job SET locked_until = :until {_HELD}"))  # noqa: S608 - a constant
_DONE = Prepared(text(f"UPDATE job SET state = 'done', locked_until = NULL {_HELD}"))  # noqa: S608
_UNTOUCHED = Prepared(
    text(f"UPDATE job SET state = 'queued', attempts = attempts - 1, locked_until = NULL {_HELD}")  # noqa: S608
)
_OURS = text(f"SELECT key, attempts, max_attempts FROM job {_HELD}")  # noqa: S608
_QUEUED_AGAIN = text("SELECT 1 FROM job WHERE key = :key AND state = 'queued'")
_FAILED = text(
    "UPDATE job SET state = :state, run_at = coalesce(:run_at, run_at), locked_until = NULL, last_error = :error"
    " WHERE id = :id"
)


def backoff(attempt: int) -> timedelta:
    """The wait after a failed attempt: 1, 2, 4, 8 … seconds, at most five minutes."""
    return min(LONGEST_BACKOFF, timedelta(seconds=2 ** min(attempt - 1, 16)))


def any_due(s: ReadSession, kinds: Collection[str]) -> bool:
    """Whether there is a job to take; a look that does not stand in the writers' line."""
    return s.rows(_DUE, **_asked(kinds)).first() is not None


def any_waiting(s: ReadSession, kinds: Collection[str]) -> bool:
    """Whether a job's time has come, though its lane may be closed for now."""
    return s.rows(_WAITING, **_asked(kinds)).first() is not None


def take(s: WriteSession, kinds: Collection[str], lease: timedelta, schedule: Schedule) -> Claim | None:
    """Take the next job for `lease`. One that used up its attempts (its process died each time) fails instead."""
    while True:
        job = s.rows(_DUE, **_asked(kinds)).first()
        if job is None:
            return None
        if job.attempts >= job.max_attempts:
            s.rows(_USED_UP, id=job.id)
            continue
        s.rows(_TAKE, id=job.id, until=to_ms(clock.now() + lease))
        if job.attempts == 0:
            schedule.claimed(s, job.kind, job.key)
        return Claim(job.id, job.kind, json.loads(job.payload), job.attempts + 1)


def renew(s: WriteSession, claims: Collection[Claim], lease: timedelta) -> None:
    """Extend the leases of jobs still in hand."""
    until = to_ms(clock.now() + lease)
    for claim in claims:
        s.rows(_RENEW, **_named(claim), until=until)


def done(s: WriteSession, claim: Claim) -> bool:
    """Mark it done. False if the lease was lost in the meantime: then somebody else decides about the job."""
    return _settle(s, _DONE, claim)


def give_back(s: WriteSession, claim: Claim) -> bool:
    """Back into the queue as if it had never been claimed: nothing of it was begun."""
    return _settle(s, _UNTOUCHED, claim)


def failed(s: WriteSession, claim: Claim, error: str) -> bool:
    """Back into the queue after a pause, or failed for good once its attempts are used up."""
    s.flush()
    connection = s.connection()
    job = connection.execute(_OURS, _named(claim)).first()
    if job is None:
        return False
    state: str = "queued"
    run_at: int | None = to_ms(clock.now() + backoff(job.attempts))
    if job.attempts >= job.max_attempts:
        state, run_at = "failed", None
    elif job.key is not None and connection.execute(_QUEUED_AGAIN, {"key": job.key}).first():
        # The same work was asked for again meanwhile: that one does it.
        state, run_at = "done", None
    connection.execute(_FAILED, {"id": claim.id, "state": state, "run_at": run_at, "error": error[:200]})
    return True


def _asked(kinds: Collection[str]) -> dict[str, Any]:
    return {"now": to_ms(clock.now()), "kinds": canonical(sorted(kinds))}


def _named(claim: Claim) -> dict[str, Any]:
    return {"id": claim.id, "attempt": claim.attempt}


def _settle(s: WriteSession, statement: Prepared, claim: Claim) -> bool:
    return s.rows(statement, **_named(claim)).rowcount == 1
