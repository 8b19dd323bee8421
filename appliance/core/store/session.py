"""Sessions: `ReadSession` can change nothing, `WriteSession` is one act.

Queries take a `ReadSession`, actions a `WriteSession`; the type checker and SQLite (`query_only`) both hold
it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, overload

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, CursorResult, Engine, Executable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from appliance.core.kit.errors import StorageFull
from appliance.core.kit.logs import get_logger
from appliance.core.masking.policy import SHIPPED
from appliance.core.store.ballast import Ballast
from appliance.core.store.errors import Damaged, closed, not_committed, translate
from appliance.core.store.prepared import Prepared, Rows
from appliance.core.store.readers import Readers
from appliance.core.store.turnstile import Turnstile
from appliance.core.store.writer import Failpoints, Writer

if TYPE_CHECKING:
    from typing import Self

log = get_logger("store")


class ReadSession(Session):
    """A consistent view of the store at one moment. Get one from `Store.reading()`."""

    writes = False

    def __init__(self, store: Store, bind: Engine | Connection, **options: Any) -> None:
        super().__init__(bind, expire_on_commit=False, **options)
        self.store = store
        self._plain: Any = None  # the driver's connection of the transaction that is open
        self.used = False  # by mapped queries, whose objects may outlive the view

    @overload
    def rows(self, statement: Prepared, **values: Any) -> Rows: ...

    @overload
    def rows(self, statement: Executable, **values: Any) -> CursorResult[Any]: ...

    def rows(self, statement: Prepared | Executable, **values: Any) -> Rows | CursorResult[Any]:
        """Run a statement without making objects: for what every message costs (half the time of a mapped query, and a
        tenth where it is prepared).

        What was changed through objects is written first. Rows have the table's columns as attributes.
        """
        if self.writes:
            self.flush()
        if not isinstance(statement, Prepared):
            return self.connection().execute(statement, values)
        # A session whose savepoint is lost must not write on beside it: asking for its connection says so.
        if self._plain is None or not self.is_active:
            self._plain = self._driver()
        return statement.run(self._plain, values)

    def _driver(self) -> Any:
        """The driver's connection, in this session's transaction. A view begins without the library's ceremony, which costs more
        than most of what is read in it; should mapped queries follow, they join it."""
        assert isinstance(self.bind, Connection)
        held: Any = self.bind.connection.driver_connection
        if not held.in_transaction:
            held.execute("BEGIN DEFERRED")
        return held

    def _let_go(self) -> None:
        self._plain = None
        if isinstance(self.bind, Connection) and not self.bind.closed and not self.bind.invalidated:
            held = self.bind.connection.driver_connection
            if held is not None and held.in_transaction:
                held.execute("ROLLBACK")

    def close(self) -> None:
        """End the view, see `Session.close`: half of what a short view costs, and nothing to do where no object was made."""
        if self.in_transaction() or self.identity_map or self.new:
            super().close()
            self.used = True
        self._let_go()

    def invalidate(self) -> None:
        """Throw the connection away, see `Session.invalidate`."""
        self._plain = None
        super().invalidate()

    def rollback(self) -> None:
        """Let the view go; the next statement begins another."""
        super().rollback()
        self._let_go()

    def commit(self) -> None:
        """As `rollback`: there is nothing to keep."""
        super().commit()
        self._let_go()


class WriteSession(ReadSession):
    """One act. Get one from `Store.writing()`, which alone commits; actions only `flush()`."""

    writes = True

    def __init__(self, store: Store, bind: Engine | Connection, **options: Any) -> None:
        super().__init__(store, bind, **options)
        self.kept: list[Callable[[], None]] = []

    def _driver(self) -> Any:
        if not self.is_active:
            self.connection()  # says what made it so
        assert isinstance(self.bind, Connection)
        return self.bind.connection.driver_connection  # within this act's savepoint

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """All of the act, or nothing of it, in a transaction that others may share.

        The savepoint is the driver's: the library's own costs as much as most acts. A session that writes objects makes one of
        its own within it.
        """
        held = self._driver()
        if not held.in_transaction:  # SQLite has given it up; a savepoint would begin another, for good
            raise not_committed()
        held.execute("SAVEPOINT act")
        try:
            yield
            self.flush()
            if self.in_transaction():
                Session.commit(self)
            try:
                held.execute("RELEASE act")
            except driver.Error as problem:
                raise translate(problem) or not_committed() from problem
        except BaseException:
            # If SQLite dropped the whole transaction, the savepoints are gone too: the first error is the news.
            with suppress(DBAPIError):
                Session.rollback(self)
            with suppress(driver.Error):
                held.execute("ROLLBACK TO act")
                held.execute("RELEASE act")
            raise

    def _let_go(self) -> None:
        self._plain = None  # the transaction is the writer's

    def once_kept(self, tell: Callable[[], None]) -> None:
        """Have `tell` called when this act is on disk, in its own thread and with nothing held; never if it fails.

        It must be quick; its errors are only logged.
        """
        self.kept.append(tell)

    def commit(self) -> NoReturn:
        """Refused: the edge commits, by leaving `writing()`."""
        raise RuntimeError("an action does not commit; leaving writing() does")

    def rollback(self) -> NoReturn:
        """Refused: raise an error instead, and `writing()` undoes the act."""
        raise RuntimeError("an action does not roll back; raise an error out of writing()")


class _View(AbstractContextManager[ReadSession]):
    """`Store.reading()`. Every message opens several, so it is no generator."""

    __slots__ = ("_connection", "_session", "_store")

    def __init__(self, store: Store) -> None:
        self._store = store

    def __enter__(self) -> ReadSession:
        if self._store._closed:
            raise closed()
        self._connection = self._store._readers.lend()
        try:
            self._session = self._session_of(self._connection)
        except BaseException:
            self._store._readers.give_back(self._connection)
            raise
        return self._session

    def _session_of(self, connection: Connection) -> ReadSession:
        """A session is made once for a connection, which it is used with again; nothing of one view is left in it for the next."""
        kept: ReadSession | None = connection.info.get("session")
        if kept is None or kept.used:
            kept = connection.info["session"] = ReadSession(self._store, connection, autoflush=False)
        return kept

    def __exit__(self, _kind: object, problem: BaseException | None, _trace: object) -> None:
        try:
            meaning = translate(problem) if isinstance(problem, DBAPIError) else None
            if isinstance(meaning, Damaged):
                self._session.invalidate()  # this connection would refuse whole pages as well
                self._store._damaged(meaning)
        finally:
            try:
                self._session.close()
            finally:
                self._store._readers.give_back(self._connection)
        if meaning is not None:
            raise meaning from problem


class Store:
    """The open store. Thread-safe. Made by `engine.open_store`."""

    def __init__(self, path: Path, readers: Readers, writer: Connection, turnstile: Turnstile) -> None:
        self.path = path
        self.readers = readers.engine
        self._readers = readers
        self.failpoints: Failpoints = {}
        self.audit_key: bytes | None = None  # set after unseal: no audit key, no act
        self.subscribers: Any = None  # of core/events, set by wiring
        self.policies = SHIPPED  # how surfaces show tokens; replaced as a whole by core/entities
        self.ballast = Ballast(path.with_name("ballast"), 0)  # sized by wiring
        self.damage: Damaged | None = None
        self.others = 0  # commits of other processes that we have heard of; several may count as one
        self.ask_others: Callable[[], None] = lambda: (
            None
        )  # tells other processes that work waits; set by wiring
        self._hear: list[Callable[[], None]] = []
        self._hear_asked: list[Callable[[], None]] = []
        self._writer = Writer(writer, turnstile, self.failpoints)

    def reading(self) -> AbstractContextManager[ReadSession]:
        """A session that reads one consistent snapshot and can change nothing.

        Raises `Unavailable` when no connection is free, the file cannot be read or the store is closed.
        """
        return _View(self)

    @contextmanager
    def writing(self, *, essential: bool = False) -> Iterator[WriteSession]:
        """A session for one act; what it did is on disk when the block is left, or nothing of it is.

        First come, first served; acts waiting in line share one commit. No slow work inside. Raises
        `Unavailable` (another process holds the store, or the commit failed), `Damaged` and `StorageFull`; then
        nothing was saved. Inside another `writing()` of the same thread it raises `RuntimeError`. An `essential` act
        (audit, seal, deletes) is still taken while the disk is full and the ballast has been given up for it.
        """
        with self._guarded(essential), self._writer.act() as connection:
            session = WriteSession(self, connection, join_transaction_mode="create_savepoint")
            try:
                with session.savepoint():
                    yield session
            finally:
                session.close()
        for tell in session.kept:
            try:
                tell()
            except Exception as problem:  # noqa: BLE001 - the act is kept; who is told of it cannot undo it
                log.error("not told of an act", kind=type(problem).__name__)

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """The writer connection for one act without a session: migrations and maintenance."""
        with self._guarded(essential=True), self._writer.act() as connection:
            yield connection

    @contextmanager
    def _guarded(self, essential: bool) -> Iterator[None]:
        """Refuse what a damaged store or a full disk does not allow, and notice when it becomes so."""
        if self.damage is not None:
            raise Damaged
        if essential:
            self.ballast.make_way()
        elif self.ballast.refuses():
            raise StorageFull
        try:
            yield
        except Damaged as problem:
            self._damaged(problem)
            raise
        except StorageFull:
            self.ballast.release()
            raise

    def _damaged(self, problem: Damaged) -> None:
        if self.damage is None:
            log.error("the store is damaged; nothing more is written", file=self.path.name)
            self.damage = problem

    def on_commit(self, hook: Callable[[], None]) -> None:
        """Have `hook` called after each commit of this process, with nothing held."""
        self._writer.on_commit(hook)

    def on_others_commit(self, hook: Callable[[], None]) -> None:
        """Have `hook` called when another process says that it has committed (`neighbours`)."""
        self._hear.append(hook)

    def on_others_ask(self, hook: Callable[[], None]) -> None:
        """Have `hook` called when another process has committed what asks for work."""
        self._hear_asked.append(hook)

    def heard(self, asked: bool = False) -> None:
        """Another process has committed; `asked`: something that asks for work."""
        self.others += 1
        for hook in (*self._hear, *(self._hear_asked if asked else ())):
            hook()

    @property
    def commits(self) -> int:
        """Commits so far (several acts may share one)."""
        return self._writer.commits

    def close(self) -> None:
        """Let the acts in line finish, then close every connection. Closing twice is no error."""
        if not self._closed:
            self._closed = True
            self._writer.close()
            self._readers.close()

    _closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
