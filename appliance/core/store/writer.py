"""The fair writer: one connection, first come first served, acts in line share a commit.

A commit costs an fsync (milliseconds); an act costs microseconds. So an act that finds others waiting behind
it does not commit: it hands the open transaction to the next in line and waits for the commit they will
share. Each act runs in its own thread and its own savepoint, so one that fails takes nothing of the others
with it.

    line:   A B C D        A: BEGIN IMMEDIATE, act, hands over    B: act, hands over
                           C: fails, back to its savepoint        D: act, nobody waits: COMMIT, all four are
                           released

The transaction is handed on while it holds fewer than MOST_ACTS acts and is younger than LONGEST seconds: a
long queue must not keep the first ones waiting for the last.
"""

from __future__ import annotations

import copy
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from appliance.core.kit.errors import ApplianceError
from appliance.core.kit.logs import get_logger
from appliance.core.store.errors import not_committed, translate, translate_chain
from appliance.core.store.turnstile import Turnstile

MOST_ACTS = 64
LONGEST = 0.010

log = get_logger("store")
Failpoints = dict[str, Callable[[], None]]


class _Batch:
    """Acts that share one commit."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.acts = 0
        self.over = threading.Event()
        self.failure: ApplianceError | None = None

    def outcome(self) -> None:
        """Wait for the shared commit; raise if it failed."""
        self.over.wait()
        if self.failure is not None:
            # One copy each: a traceback belongs to one thread.
            raise copy.copy(self.failure)


class _Ticket:
    """A place in the line."""

    def __init__(self) -> None:
        self.since = time.monotonic()
        self.turn = threading.Event()
        self.refused: ApplianceError | None = None


class Writer:
    """Owns the writer connection. `act()` is the only way to it."""

    def __init__(self, connection: Connection, turnstile: Turnstile, failpoints: Failpoints) -> None:
        self._connection = connection
        self._turnstile = turnstile
        self._failpoints = failpoints
        self._mutex = threading.Lock()
        self._line: deque[_Ticket] = deque()
        self._busy = False
        self._batch: _Batch | None = None
        self._here = threading.local()
        self._hooks: list[Callable[[], None]] = []
        self.commits = 0

    def on_commit(self, hook: Callable[[], None]) -> None:
        """Have `hook` called after each commit, with no lock held.

        It must be quick; its errors are only logged.
        """
        self._hooks.append(hook)

    @contextmanager
    def act(self) -> Iterator[Connection]:
        """One act: the connection, in a transaction committed before this returns without an error."""
        if getattr(self._here, "writing", False):
            raise RuntimeError("writing() inside writing(): pass the session along instead")
        self._here.writing = True
        try:
            self._wait_in_line()
            batch = self._begin()
            try:
                yield self._connection
            except BaseException as problem:
                self._leave(batch, kept=False)
                meaning = translate_chain(problem) if isinstance(problem, DBAPIError) else None
                if meaning is not None:
                    raise meaning from problem
                raise
            self._leave(batch, kept=True)
            batch.outcome()
        finally:
            self._here.writing = False

    def close(self) -> None:
        """Wait for the acts in line, then close the connection."""
        self._wait_in_line()
        self._connection.close()
        self._connection.engine.dispose()
        self._turnstile.close()
        # The turn is kept: whoever comes now would wait forever, so turn them away.
        with self._mutex:
            self._closed = True
            for ticket in self._line:
                ticket.refused = not_committed()
                ticket.turn.set()
            self._line.clear()

    _closed = False

    def _wait_in_line(self) -> None:
        with self._mutex:
            if self._closed:
                raise not_committed()
            if not self._busy:
                self._busy = True
                return
            ticket = _Ticket()
            self._line.append(ticket)
        ticket.turn.wait()
        if ticket.refused is not None:
            raise copy.copy(ticket.refused)

    def _begin(self) -> _Batch:
        if self._batch is None:
            tried = time.monotonic()
            try:
                self._fail("begin")
                self._turnstile.enter()
                self._connection.begin()
            except BaseException as problem:
                self._turnstile.leave()
                meaning = problem if isinstance(problem, ApplianceError) else translate(problem)
                self._pass_on(refuse_before=tried if meaning else None, because=meaning)
                if meaning is not None and meaning is not problem:
                    raise meaning from problem
                raise
            self._batch = _Batch()
        return self._batch

    def _leave(self, batch: _Batch, *, kept: bool) -> None:
        """End one act: hand the transaction to the next in line, or close it."""
        batch.acts += kept
        with self._mutex:
            waiting = bool(self._line)
        young = time.monotonic() - batch.began < LONGEST
        if waiting and young and batch.acts < MOST_ACTS and self._transaction_stands():
            self._pass_on()
            return
        self._batch = None
        batch.failure = self._close_transaction(batch)
        self._turnstile.leave()
        self._pass_on()
        batch.over.set()
        if batch.acts and batch.failure is None:
            self.commits += 1
            self._run_hooks()

    def _transaction_stands(self) -> bool:
        # On a full disk or an I/O error SQLite may roll back the whole transaction by itself.
        driver = self._connection.connection.driver_connection
        return bool(driver is not None and driver.in_transaction)

    def _close_transaction(self, batch: _Batch) -> ApplianceError | None:
        transaction = self._connection.get_transaction()
        assert transaction is not None
        failure: ApplianceError | None = None
        try:
            if not batch.acts:
                transaction.rollback()
                return None
            if not self._transaction_stands():
                failure = not_committed()
            else:
                self._fail("commit")
                transaction.commit()
                self._fail("committed")
                return None
        except BaseException as problem:  # noqa: BLE001 - every caller of the batch must hear of it
            log.error("commit failed", acts=batch.acts, kind=type(problem).__name__)
            known = problem if isinstance(problem, ApplianceError) else translate(problem)
            failure = known or not_committed()
        self._abandon()
        return failure

    def _abandon(self) -> None:
        """Bring the connection back to a clean state, whatever happened to its transaction."""
        # Whatever fails here, the line must go on: the next act's BEGIN says so if the connection is beyond help.
        with suppress(Exception):
            transaction = self._connection.get_transaction()
            # Also when a COMMIT that failed has made it inactive: until then no new one can begin.
            if transaction is not None:
                transaction.rollback()
        with suppress(Exception):
            driver = self._connection.connection.driver_connection
            if driver is not None and driver.in_transaction:
                driver.execute("ROLLBACK")

    def _pass_on(self, refuse_before: float | None = None, because: ApplianceError | None = None) -> None:
        """Let the next in line begin.

        With `refuse_before`, those in line since then are turned away: another process's lock outlasted the
        longest wait for them too, and waiting that long again, one after another, helps nobody.
        """
        with self._mutex:
            while self._line:
                ticket = self._line.popleft()
                if refuse_before is not None and because is not None and ticket.since <= refuse_before:
                    ticket.refused = because
                    ticket.turn.set()
                    continue
                ticket.turn.set()
                return
            self._busy = False

    def _fail(self, name: str) -> None:
        failpoint = self._failpoints.get(name)
        if failpoint is not None:
            failpoint()

    def _run_hooks(self) -> None:
        for hook in self._hooks:
            try:
                hook()
            except Exception as problem:  # noqa: BLE001 - the act is committed; a listener cannot undo it
                log.error("commit hook failed", kind=type(problem).__name__)
