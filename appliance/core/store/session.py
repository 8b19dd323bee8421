"""Sessions: `ReadSession` can change nothing, `WriteSession` is one act.

Queries take a `ReadSession`, actions a `WriteSession`; the type checker and SQLite (`query_only`) both hold
it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from appliance.core.masking.policy import SHIPPED
from appliance.core.store.errors import busy, closed, translate
from appliance.core.store.turnstile import Turnstile
from appliance.core.store.writer import Failpoints, Writer

if TYPE_CHECKING:
    from typing import Self


class ReadSession(Session):
    """A consistent view of the store at one moment. Get one from `Store.reading()`."""

    def __init__(self, store: Store, bind: Engine | Connection, **options: Any) -> None:
        super().__init__(bind, expire_on_commit=False, **options)
        self.store = store


class WriteSession(ReadSession):
    """One act. Get one from `Store.writing()`, which alone commits; actions only `flush()`."""

    def commit(self) -> NoReturn:
        """Refused: the edge commits, by leaving `writing()`."""
        raise RuntimeError("an action does not commit; leaving writing() does")

    def rollback(self) -> NoReturn:
        """Refused: raise an error instead, and `writing()` undoes the act."""
        raise RuntimeError("an action does not roll back; raise an error out of writing()")


class Store:
    """The open store. Thread-safe. Made by `engine.open_store`."""

    def __init__(self, path: Path, readers: Engine, writer: Connection, turnstile: Turnstile) -> None:
        self.path = path
        self.readers = readers
        self.failpoints: Failpoints = {}
        self.audit_key: bytes | None = None  # set after unseal: no audit key, no act
        self.subscribers: Any = None  # of core/events, set by wiring
        self.policies = SHIPPED  # how surfaces show tokens; replaced as a whole by core/entities
        self._writer = Writer(writer, turnstile, self.failpoints)

    @contextmanager
    def reading(self) -> Iterator[ReadSession]:
        """A session that reads one consistent snapshot and can change nothing.

        Raises `Unavailable` when no connection is free, the file cannot be read or the store is closed.
        """
        if self._closed:
            raise closed()
        with ReadSession(self, self.readers, autoflush=False) as session:
            try:
                yield session
            except PoolTimeout as problem:
                raise busy() from problem
            except DBAPIError as problem:
                meaning = translate(problem)
                if meaning is None:
                    raise
                raise meaning from problem

    @contextmanager
    def writing(self) -> Iterator[WriteSession]:
        """A session for one act; what it did is on disk when the block is left, or nothing of it is.

        First come, first served; acts waiting in line share one commit. No slow work inside. Raises
        `Unavailable` (another process holds the store, or the commit failed) and `StorageFull`; then nothing
        was saved. Inside another `writing()` of the same thread it raises `RuntimeError`.
        """
        with self._writer.act() as connection:
            session = WriteSession(self, connection, join_transaction_mode="create_savepoint")
            try:
                session.begin()
                yield session
                Session.commit(session)
            except BaseException:
                # If SQLite dropped the whole transaction, the savepoint is gone too: the first error is the
                # news.
                with suppress(DBAPIError):
                    Session.rollback(session)
                raise
            finally:
                session.close()

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """The writer connection for one act without a session: migrations and maintenance."""
        with self._writer.act() as connection:
            yield connection

    def on_commit(self, hook: Callable[[], None]) -> None:
        """Have `hook` called after each commit of this process, with nothing held."""
        self._writer.on_commit(hook)

    @property
    def commits(self) -> int:
        """Commits so far (several acts may share one)."""
        return self._writer.commits

    def close(self) -> None:
        """Let the acts in line finish, then close every connection. Closing twice is no error."""
        if not self._closed:
            self._closed = True
            self._writer.close()
            self.readers.dispose()

    _closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
