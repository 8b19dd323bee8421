"""Running jobs: threads that wait for commits, take what is due, and keep their leases alive.

Several runners, also in several processes, may work on one store: who claims first has the job.
"""

from __future__ import annotations

import threading
from datetime import timedelta

from appliance.core.jobs import claims
from appliance.core.jobs.queue import asked, forget_done
from appliance.core.jobs.registry import JobContext, Registry
from appliance.core.jobs.schedule import Schedule
from appliance.core.kit.errors import ApplianceError
from appliance.core.kit.logs import get_logger, redacted
from appliance.core.store.session import Store

POLL_S = 0.25
LEASE = timedelta(seconds=15)
_TIDY_EVERY = 3600

log = get_logger("jobs")


class Runner:
    """Works off the queue of one store."""

    def __init__(
        self,
        store: Store,
        registry: Registry,
        threads: int = 2,
        schedule: Schedule | None = None,
        *,
        lease: timedelta = LEASE,
    ) -> None:
        self._store = store
        self._registry = registry
        self._schedule = schedule or Schedule()
        self._lease = lease
        self._in_hand: dict[str, claims.Claim] = {}
        self._lock = threading.Lock()
        self._wake = threading.Condition()
        self._calls = 0
        self._seen = 0
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, name=f"jobs {n + 1}", daemon=True) for n in range(threads)
        ]
        self._heart = threading.Thread(target=self._beat, name="jobs heart", daemon=True)
        store.on_commit(self._committed)

    def start(self) -> None:
        """Begin to work. A runner is started once."""
        self._begin_schedule()
        for thread in (*self._threads, self._heart):
            thread.start()

    def stop(self, timeout: float = 10.0) -> bool:
        """Take nothing new and wait for what is in hand. False if something still runs after `timeout` seconds; its
        lease lapses and it comes back."""
        self._stopping.set()
        with self._wake:
            self._wake.notify_all()
        for thread in (*self._threads, self._heart):
            if thread.is_alive():
                thread.join(timeout)
        return not any(thread.is_alive() for thread in self._threads)

    def run_until_idle(self) -> int:
        """Work in the calling thread until nothing is due; returns how many jobs ran. For tests and commands.

        Jobs waiting for a later time (a pause after a failure) are left: move the clock and call again.
        """
        self._begin_schedule()
        count = 0
        while self._run_one():
            count += 1
        return count

    def _begin_schedule(self) -> None:
        with self._store.writing() as s:
            self._schedule.begin(s)
            forget_done(s)

    def _committed(self) -> None:
        # Called after each commit of this process. Most commits ask for no job; those wake nobody.
        count = asked.get(self._store, 0)
        if count != self._seen:
            self._seen = count
            self._call()

    def _call(self) -> None:
        with self._wake:
            self._calls += 1
            self._wake.notify()

    def _work(self) -> None:
        heard = -1
        while not self._stopping.is_set():
            try:
                calls = self._calls
                if self._run_one():
                    continue
                heard = calls
            except Exception as problem:  # noqa: BLE001 - the store may be full or busy for a while; the thread lives on
                log.error("queue not reached", kind=type(problem).__name__)
                self._stopping.wait(POLL_S)
                continue
            with self._wake:
                self._wake.wait_for(lambda h=heard: self._calls != h or self._stopping.is_set(), POLL_S)  # type: ignore[misc]

    def _run_one(self) -> bool:
        kinds = self._registry.kinds
        with self._store.reading() as s:
            if not claims.any_due(s, kinds):
                return False
        with self._store.writing() as w:
            claim = claims.take(w, kinds, self._lease, self._schedule)
        if claim is None:
            return False
        # There may be more: let a colleague look while this one works.
        self._call()
        with self._lock:
            self._in_hand[claim.id] = claim
        try:
            self._run(claim)
        finally:
            with self._lock:
                self._in_hand.pop(claim.id, None)
        return True

    def _run(self, claim: claims.Claim) -> None:
        error: str | None = None
        try:
            self._registry.get(claim.kind)(JobContext(self._store, claim.id, claim.payload, claim.attempt))
        except Exception as problem:  # noqa: BLE001 - whatever a handler raises, the queue goes on
            # A library's sentence may quote what it was given, so only its kind is kept; ours may name a file.
            error = redacted(problem.en) if isinstance(problem, ApplianceError) else type(problem).__name__
            log.warning("job failed", job=claim.id, kind=claim.kind, attempt=claim.attempt, error=error)
        with self._store.writing() as s:
            held = claims.done(s, claim) if error is None else claims.failed(s, claim, error)
        if not held:
            log.warning("job outlived its lease", job=claim.id, kind=claim.kind, attempt=claim.attempt)

    def _beat(self) -> None:
        third = self._lease.total_seconds() / 3
        while not self._stopping.wait(third):
            with self._lock:
                in_hand = list(self._in_hand.values())
            if in_hand:
                try:
                    with self._store.writing() as s:
                        claims.renew(s, in_hand, self._lease)
                except ApplianceError as problem:
                    log.error("leases not renewed", jobs=len(in_hand), error=problem.en)
