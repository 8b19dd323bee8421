"""One key per contact, in a small encrypted file of its own.

A key is on disk (fsync) before anybody gets it: a sealed row whose key was lost with the power could never be
read. Erasing a contact destroys the key here, and with it everything sealed under it, wherever copies lie.

Each key is wrapped by a wrapping key, whose generation stands beside it. While wrapping keys change, rows of two
generations lie here and both open (`keyring_rotation.py`). While a contact's own key changes, `previous` holds the old
one, until nothing is wrapped by it any more.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from appliance.core.kit.ids import new_id
from appliance.core.vault import cipher_file, envelope
from appliance.core.vault.complaints import translated
from appliance.core.vault.errors import KeyForgotten, StaleKeys

_LAYOUT = 2
_CONTACTS = "CREATE TABLE contact_key (contact_id TEXT PRIMARY KEY, wrapped BLOB) WITHOUT ROWID, STRICT"
_SECOND_LAYOUT = (
    "ALTER TABLE contact_key ADD COLUMN generation INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE contact_key ADD COLUMN previous BLOB",
    "CREATE TABLE wrapping (one INTEGER PRIMARY KEY CHECK (one = 1), generation INTEGER NOT NULL) STRICT",
    "INSERT INTO wrapping VALUES (1, 1)",
    f"PRAGMA user_version = {_LAYOUT}",
)
_SPARES = 32


class ContactKeys(NamedTuple):
    """A contact's key, and the one before it while rows are still wrapped by that."""

    key: bytes
    previous: bytes | None


class Keyring:
    """Thread-safe. Several processes may have the same file open; a key destroyed by one is gone for all."""

    def __init__(self, path: Path, file_key: bytes, wraps: Mapping[int, bytes]) -> None:
        """Open with the file's key and the wrapping keys by generation; the highest wraps what is new."""
        self._db: Any = cipher_file.connect(path, file_key)
        _bring_up_to_date(self._db)
        self._lock = threading.RLock()  # the connection, the cache and the spares
        self._line = threading.Lock()  # writers, one after another
        self._wanted: dict[str, None] = {}
        self._hot: dict[str, ContactKeys] = {}
        self._spares: deque[str] = deque()
        self._seen = self._data_version()
        self._wraps: dict[int, bytes] = {}
        self.use(wraps)

    @staticmethod
    def create(path: Path, file_key: bytes) -> None:
        """A new, empty keyring. Never replaces one."""
        cipher_file.create_file(path)
        db = cipher_file.connect(path, file_key, fresh=True)
        try:
            with translated():
                db.execute(_CONTACTS)
            _bring_up_to_date(db)
        finally:
            db.close()

    def use(self, wraps: Mapping[int, bytes]) -> None:
        """Take the wrapping keys anew: a generation has come or gone."""
        with self._lock:
            self._wraps = dict(wraps)
            self._newest = max(self._wraps)

    def get(self, contact_id: str) -> bytes:
        """The contact's key. Raises `KeyForgotten` if there is none."""
        return self.both(contact_id).key

    def both(self, contact_id: str) -> ContactKeys:
        """The contact's key and the one before it. Raises `KeyForgotten`."""
        with self._lock:
            found = self._find(contact_id)
        if found is None:
            raise KeyForgotten
        return found

    def get_or_make(self, contact_id: str) -> bytes:
        """The contact's key, made and made durable if new.

        Raises `KeyForgotten` for an erased contact, `StorageFull`. Threads that ask while another one's write is
        under way wait, then share the next write: one fsync for all.
        """
        with self._lock:
            found = self._find(contact_id)
            if found is not None:
                return found.key
            self._wanted[contact_id] = None
        with self._line:
            with self._lock:
                batch, self._wanted = self._wanted, {}
                if self._find(contact_id) is None:
                    batch[contact_id] = None  # whoever took it into a write before us has failed
            if batch:
                self._write(list(batch))
        return self.get(contact_id)

    def new_contact(self) -> str:
        """A fresh contact id whose key is already durable. Raises `StorageFull`.

        Keys for coming contacts are made 32 at a time, so a new visitor usually costs no fsync here. Spares
        left at shutdown protect nothing and are never used.
        """
        while True:
            with self._lock:
                if self._spares:
                    return self._spares.popleft()
            with self._line:
                with self._lock:
                    enough = bool(self._spares)
                if not enough:
                    batch = [new_id() for _ in range(_SPARES)]
                    self._write(batch)
                    with self._lock:
                        self._spares.extend(batch)

    def forget(self, contact_id: str) -> None:
        """Destroy the key for good: overwritten in the file, dropped from memory, never made again.

        Raises `StorageFull`: try again once there is room.
        """
        with self.idle() as db:
            self._hot.pop(contact_id, None)
            # The row stays without its key, so that a message arriving at this moment cannot make a new one.
            db.execute(
                "INSERT INTO contact_key (contact_id, wrapped) VALUES (?, NULL)"
                " ON CONFLICT DO UPDATE SET wrapped = NULL, previous = NULL",
                (contact_id,),
            )
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Drop all keys from memory and close the file."""
        with self._line, self._lock:
            self._hot.clear()
            self._spares.clear()
            self._wraps = {}
            self._db.close()

    @contextmanager
    def changing(self) -> Iterator[Any]:
        """One transaction of ours, in the line of writers; nobody reads in the middle of it. For rotation."""
        with self._line, self._transaction() as db:
            yield db
            self._hot.clear()

    @contextmanager
    def idle(self) -> Iterator[Any]:
        """The connection with no transaction open."""
        with self._line, self._lock, translated():
            yield self._db

    def wrap(self, key: bytes, contact_id: str, column: str = "wrapped") -> bytes:
        """A contact's key as it rests in `column`, by the newest wrapping key."""
        return envelope.wrap(self._wraps[self._newest], key, bound_to=_place(contact_id, column))

    def unwrap(self, blob: bytes, generation: int, contact_id: str, column: str = "wrapped") -> bytes:
        """The key in a row. Raises `StaleKeys` for a generation that we do not have, `Tampered`."""
        if generation not in self._wraps:
            raise StaleKeys
        return envelope.unwrap(self._wraps[generation], blob, bound_to=_place(contact_id, column))

    @property
    def newest(self) -> int:
        """The generation of what is wrapped from now on."""
        return self._newest

    def _data_version(self) -> int:
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    def _find(self, contact_id: str) -> ContactKeys | None:
        version = self._data_version()
        if version != self._seen:  # another process wrote: a cached key may have been destroyed
            self._seen = version
            self._hot.clear()
        found = self._hot.get(contact_id)
        if found is None:
            row = self._db.execute(
                "SELECT wrapped, previous, generation FROM contact_key WHERE contact_id = ?", (contact_id,)
            ).fetchone()
            if row is None:
                return None
            wrapped, previous, generation = row
            if wrapped is None:
                raise KeyForgotten
            found = ContactKeys(
                self.unwrap(wrapped, generation, contact_id),
                self.unwrap(previous, generation, contact_id, "previous") if previous else None,
            )
            self._hot[contact_id] = found
        return found

    def _write(self, contact_ids: list[str]) -> None:
        with self._transaction() as db:
            rows = [(each, self.wrap(envelope.new_key(), each), self._newest) for each in contact_ids]
            # Another process may have made one in the meantime; then that one holds.
            db.executemany(
                "INSERT OR IGNORE INTO contact_key (contact_id, wrapped, generation) VALUES (?, ?, ?)", rows
            )

    @contextmanager
    def _transaction(self) -> Iterator[Any]:
        """Raises `StaleKeys` when another process has gone on to a wrapping key that we do not have."""
        with self._lock, translated():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                if self._db.execute("SELECT generation FROM wrapping").fetchone()[0] > self._newest:
                    raise StaleKeys
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise


def _bring_up_to_date(db: Any) -> None:
    """From the first layout (an id and a wrapped key) to this one, in one transaction."""
    if db.execute("PRAGMA user_version").fetchone()[0] >= _LAYOUT:
        return
    with translated():
        db.execute("BEGIN IMMEDIATE")
        try:
            if db.execute("PRAGMA user_version").fetchone()[0] < _LAYOUT:  # nobody was quicker
                for statement in _SECOND_LAYOUT:
                    db.execute(statement)
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise


def _place(contact_id: str, column: str) -> str:
    return f"contact_key/{column}/{contact_id}"
