"""Opening the store: SQLCipher through SQLAlchemy, with the settings that keep it safe.

The key never stands in a URL (SQLAlchemy drops a password without a user name when it renders one, and a tool
given such a URL would open the file without a key); a `creator` opens each connection instead. The pool is an
explicit `QueuePool`: the dialect's own choice, `SingletonThreadPool`, closes connections under other threads
and crashes the process once there are more than five.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from appliance.core.store.errors import not_committed
from appliance.core.store.readers import Readers
from appliance.core.store.session import Store
from appliance.core.store.turnstile import Turnstile
from appliance.core.vault import cipher_file

# SQLCipher decrypts a page each time it enters the cache, so a cache that holds the working set triples
# reads. The writer gets 64 MB. Readers get 8 MB each: 50 of them can then take 400 MB at most, where 64 MB
# each would be 3.2 GB on a small server; and since the pool hands out the connection used last, a quiet day
# warms only a few of them.
WRITER_CACHE_KIB = 64 * 1024
READER_CACHE_KIB = 8 * 1024
POOL_SIZE = 40
POOL_OVERFLOW = 10
POOL_WAIT_S = 10.0


def create_store(path: Path, key: bytes) -> Store:
    """A new, empty store. Raises `CannotOpen` if the file exists: nothing is ever made over it."""
    cipher_file.check_library()
    cipher_file.create_file(path)
    connection = cipher_file.connect(path, key, fresh=True)
    # Writes the first page: from now on the file opens with this key only.
    connection.execute("PRAGMA application_id = 1262839124")
    connection.close()
    return open_store(path, key)


def open_store(path: Path, key: bytes, *, busy_ms: int = cipher_file.BUSY_MS) -> Store:
    """Open an existing store with its raw 32-byte key.

    Raises `CannotOpen` with one sentence: the file is missing, the key is another, the library too old.
    """
    cipher_file.check_library()

    def connect_writer() -> Any:
        return cipher_file.connect(path, key, cache_kib=WRITER_CACHE_KIB, busy_ms=busy_ms)

    def connect_reader() -> Any:
        connection = cipher_file.connect(path, key, cache_kib=READER_CACHE_KIB, busy_ms=busy_ms)
        connection.execute("PRAGMA query_only = ON")
        return connection

    writers = _engine(connect_writer, size=1, overflow=0)
    readers = _engine(connect_reader, size=POOL_SIZE, overflow=POOL_OVERFLOW)
    # We begin transactions ourselves: the driver is in autocommit mode, because its own habits (no BEGIN
    # before a SELECT, an early one before an INSERT) give neither snapshots nor savepoints.
    event.listen(writers, "begin", _begin_immediate)
    event.listen(readers, "begin", _join_or_begin)
    event.listen(writers, "before_cursor_execute", _in_transaction)
    writer = writers.connect()
    try:
        with readers.connect():
            pass
    except BaseException:
        writer.close()
        writers.dispose()
        raise
    reading = Readers(readers, POOL_SIZE + POOL_OVERFLOW, POOL_WAIT_S)
    return Store(path, reading, writer, Turnstile(path, busy_ms / 1000))


def _engine(creator: Any, *, size: int, overflow: int) -> Engine:
    engine = create_engine(
        "sqlite://",
        creator=creator,
        module=driver,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=overflow,
        pool_timeout=POOL_WAIT_S,
        pool_use_lifo=True,
        hide_parameters=True,  # an error of the store names the statement, never what it was to write
    )
    if type(engine.pool) is not QueuePool:
        raise RuntimeError("the store needs a QueuePool; any other pool can crash under threads")
    return engine


def _begin_immediate(connection: Connection) -> None:
    held = connection.connection.driver_connection
    assert held is not None
    held.execute("BEGIN IMMEDIATE")


def _join_or_begin(connection: Connection) -> None:
    driver_connection = connection.connection.driver_connection
    if (
        driver_connection is not None and not driver_connection.in_transaction
    ):  # else `ReadSession.rows` has begun the view
        driver_connection.execute("BEGIN DEFERRED")


def _in_transaction(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
    # On some errors SQLite rolls back by itself. An act that swallowed such an error and went on would write in
    # autocommit mode, each statement for good.
    inner = connection.connection.driver_connection
    if inner is not None and not inner.in_transaction and not statement.startswith(("BEGIN", "ROLLBACK")):
        raise not_committed()
