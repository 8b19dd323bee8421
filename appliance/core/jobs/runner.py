"""Running jobs: threads that wait for acts that ask for work, carry it out, and keep their leases alive.

Several runners, also in several processes, may work on one store: who claims first has the job. A job asked for in this
process is usually handed over with its act (`queue.enqueue`); the others are looked for when one is known to be there or
another process has asked for one, and four times a second besides, by one thread for all.
"""

from __future__ import annotations

import threading
from collections import deque
from datetime import timedelta

from appliance.core.jobs import claims
from appliance.core.jobs.claim import Claim
from appliance.core.jobs.queue import FIRST_LEASE, forget_done, takers
from appliance.core.jobs.registry import JobContext, Registry
from appliance.core.jobs.schedule import Schedule
from appliance.core.kit.clock import monotonic
from appliance.core.kit.errors import ApplianceError
from appliance.core.kit.logs import get_logger, redacted
from appliance.core.store.session import Store

POLL_S = 0.25
LEASE = timedelta(seconds=15)
MOST_READY = 64
"""Jobs handed over that wait for a free thread; beyond it they queue in the store, in order."""

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
        self._kinds = registry.kinds
        self._schedule = schedule or Schedule()
        self._lease = lease
        self._in_hand: dict[str, tuple[Claim, float]] = {}  # and when its lease is due to be renewed
        self._ready: deque[Claim] = deque()  # handed over, not begun
        self._look = True  # there may be a job to take in the store
        self._waiting = False  # there is one there whose lane was closed
        self._lock = threading.Lock()
        self._wake = threading.Condition(self._lock)
        self._stopping = threading.Event()
        self._nudged = threading.Event()  # somebody else may have asked for a job
        self._threads = [
            threading.Thread(target=self._work, name=f"jobs {n + 1}", daemon=True) for n in range(threads)
        ]
        self._heart = threading.Thread(target=self._beat, name="jobs heart", daemon=True)

    def start(self) -> None:
        """Begin to work. A runner is started once."""
        self._kinds = self._registry.kinds
        self._begin_schedule()
        takers[self._store] = self
        self._store.on_others_ask(self._nudged.set)
        for thread in (*self._threads, self._heart):
            thread.start()

    def stop(self, timeout: float = 10.0) -> bool:
        """Take nothing new and wait for what is in hand. False if something still runs after `timeout` seconds; its
        lease lapses and it comes back."""
        self._stopping.set()
        self._nudged.set()
        if takers.get(self._store) is self:
            del takers[self._store]
        with self._wake:
            self._wake.notify_all()
        for thread in (*self._threads, self._heart):
            if thread.is_alive():
                thread.join(timeout)
        self._give_back()
        return not any(thread.is_alive() for thread in self._threads)

    def run_until_idle(self) -> int:
        """Work in the calling thread until nothing is due; returns how many jobs ran. For tests and commands.

        Jobs waiting for a later time (a pause after a failure) are left: move the clock and call again.
        """
        self._kinds = self._registry.kinds
        self._begin_schedule()
        count = 0
        while claim := self._take():
            self._carry_out(claim)
            count += 1
        return count

    # --- asked by `enqueue` ---

    def accepts(self, kind: str) -> bool:
        """Whether a job asked for now may be handed over: none that is older must be looked for first."""
        return (
            not self._look
            and not self._stopping.is_set()
            and len(self._ready) < MOST_READY
            and kind in self._kinds
        )

    def adopt(self, claim: Claim) -> None:
        """A job born claimed is on disk: whoever is free begins it."""
        with self._wake:
            self._in_hand[claim.id] = (claim, monotonic() + FIRST_LEASE.total_seconds() / 3)
            self._ready.append(claim)
            self._wake.notify()

    def asked(self) -> None:
        """A job is on disk that was not handed over."""
        with self._wake:
            self._look = True
            self._wake.notify()

    # --- the threads ---

    def _begin_schedule(self) -> None:
        with self._store.writing() as s:
            self._schedule.begin(s)
            forget_done(s)

    def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                claim = self._next()
                if claim is not None:
                    self._carry_out(claim)
            except Exception as problem:  # noqa: BLE001 - the store may be full or busy for a while; the thread lives on
                log.error("queue not reached", kind=type(problem).__name__)
                self._stopping.wait(POLL_S)
                self.asked()

    def _next(self) -> Claim | None:
        with self._wake:
            self._wake.wait_for(lambda: self._ready or self._look or self._stopping.is_set())
            if self._stopping.is_set():
                return None
            if self._ready:
                return self._ready.popleft()
            self._look = False
        claim = self._take()
        if claim is not None:
            self.asked()  # there may be more: let a colleague look while this one works
        return claim

    def _take(self) -> Claim | None:
        with self._store.reading() as s:
            if not claims.any_due(s, self._kinds):
                self._waiting = claims.any_waiting(s, self._kinds)
                return None
        with self._store.writing() as w:
            claim = claims.take(w, self._kinds, self._lease, self._schedule)
        if claim is not None:
            with self._lock:
                self._in_hand[claim.id] = (claim, monotonic() + self._lease.total_seconds() / 3)
        return claim

    def _carry_out(self, claim: Claim) -> None:
        job = JobContext(self._store, claim.id, claim.payload, claim.attempt)
        error: str | None = None
        try:
            try:
                self._registry.get(claim.kind)(job)
            except Exception as problem:  # noqa: BLE001 - whatever a handler raises, the queue goes on
                # A library's sentence may quote what it was given, so only its kind is kept; ours may name a file.
                error = (
                    redacted(problem.en) if isinstance(problem, ApplianceError) else type(problem).__name__
                )
                log.warning("job failed", job=claim.id, kind=claim.kind, attempt=claim.attempt, error=error)
            if job.settled.yes:
                return
            with self._store.writing() as s:
                held = claims.done(s, claim) if error is None else claims.failed(s, claim, error)
            if not held:
                log.warning("job outlived its lease", job=claim.id, kind=claim.kind, attempt=claim.attempt)
        finally:
            with self._lock:
                self._in_hand.pop(claim.id, None)
            if self._waiting or error is not None:
                self.asked()  # its lane is open again

    def _beat(self) -> None:
        """Look for what others asked for and what the clock has made due; renew leases."""
        while not self._stopping.is_set():
            self._nudged.wait(POLL_S)
            self._nudged.clear()
            try:
                self._renew()
                if not self._look:
                    with self._store.reading() as s:
                        due = claims.any_due(s, self._kinds)
                    if due:
                        self.asked()
            except Exception as problem:  # noqa: BLE001 - whatever the store says, the heart beats on
                log.error("leases not renewed", kind=type(problem).__name__)

    def _renew(self) -> None:
        at = monotonic()
        with self._lock:
            late = [claim for claim, due in self._in_hand.values() if due <= at]
        if not late:
            return
        with self._store.writing() as s:
            claims.renew(s, late, self._lease)
        again = at + self._lease.total_seconds() / 3
        with self._lock:
            for claim in late:
                if claim.id in self._in_hand:
                    self._in_hand[claim.id] = (claim, again)

    def _give_back(self) -> None:
        """What was handed over and not begun goes back into the queue, for whoever works next."""
        with self._lock:
            left = list(self._ready)
            self._ready.clear()
        if left:
            try:
                with self._store.writing() as s:
                    for claim in left:
                        claims.give_back(s, claim)
            except ApplianceError as problem:
                log.warning("jobs not given back", jobs=len(left), error=problem.en)  # their leases lapse
