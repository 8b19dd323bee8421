"""One key per contact, in a small encrypted file of its own.

A key is on disk (fsync) before anybody gets it: a sealed row whose key was lost with the power could never be
read. Erasing a contact destroys the key here, and with it everything sealed under it, wherever copies lie.
"""

from __future__ import annotations

import threading
from collections import deque
from pathlib import Path
from typing import Any

from appliance.core.kit.ids import new_id
from appliance.core.vault import cipher_file, envelope, keys
from appliance.core.vault.complaints import translated
from appliance.core.vault.errors import KeyForgotten

_TABLE = "CREATE TABLE contact_key (contact_id TEXT PRIMARY KEY, wrapped BLOB) WITHOUT ROWID, STRICT"
_SPARES = 32


class Keyring:
    """Thread-safe. Several processes may have the same file open; a key destroyed by one is gone for all."""

    def __init__(self, path: Path, root: bytes) -> None:
        self._wrap = keys.derive(root, keys.CONTACT_WRAP)
        self._db: Any = cipher_file.connect(path, keys.derive(root, keys.KEYRING_FILE))
        self._lock = threading.RLock()  # the connection, the cache and the spares
        self._line = threading.Lock()  # writers, one after another
        self._wanted: dict[str, None] = {}
        self._hot: dict[str, bytes] = {}
        self._spares: deque[str] = deque()
        self._seen = self._data_version()

    @staticmethod
    def create(path: Path, root: bytes) -> None:
        """A new, empty keyring. Never replaces one."""
        cipher_file.create_file(path)
        db = cipher_file.connect(path, keys.derive(root, keys.KEYRING_FILE), fresh=True)
        try:
            with translated():
                db.execute(_TABLE)
        finally:
            db.close()

    def get(self, contact_id: str) -> bytes:
        """The contact's key. Raises `KeyForgotten` if there is none."""
        with self._lock:
            key = self._find(contact_id)
        if key is None:
            raise KeyForgotten
        return key

    def get_or_make(self, contact_id: str) -> bytes:
        """The contact's key, made and made durable if new.

        Raises `KeyForgotten` for an erased contact, `StorageFull`. Threads that ask while another one's write is
        under way wait, then share the next write: one fsync for all.
        """
        with self._lock:
            key = self._find(contact_id)
            if key is not None:
                return key
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
        with self._line, self._lock, translated():
            self._hot.pop(contact_id, None)
            # The row stays without its key, so that a message arriving at this moment cannot make a new one.
            self._db.execute(
                "INSERT INTO contact_key VALUES (?, NULL) ON CONFLICT DO UPDATE SET wrapped = NULL",
                (contact_id,),
            )
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Drop all keys from memory and close the file."""
        with self._line, self._lock:
            self._hot.clear()
            self._spares.clear()
            self._wrap = b""
            self._db.close()

    def _data_version(self) -> int:
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    def _find(self, contact_id: str) -> bytes | None:
        version = self._data_version()
        if version != self._seen:  # another process wrote: a cached key may have been destroyed
            self._seen = version
            self._hot.clear()
        key = self._hot.get(contact_id)
        if key is None:
            row = self._db.execute(
                "SELECT wrapped FROM contact_key WHERE contact_id = ?", (contact_id,)
            ).fetchone()
            if row is None:
                return None
            if row[0] is None:
                raise KeyForgotten
            key = envelope.open_(self._wrap, row[0], bound_to=_place(contact_id))
            self._hot[contact_id] = key
        return key

    def _write(self, contact_ids: list[str]) -> None:
        rows = [
            (each, envelope.seal(self._wrap, envelope.new_key(), bound_to=_place(each)))
            for each in contact_ids
        ]
        with self._lock, translated():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                # Another process may have made one in the meantime; then that one holds.
                self._db.executemany("INSERT OR IGNORE INTO contact_key VALUES (?, ?)", rows)
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise


def _place(contact_id: str) -> str:
    return f"contact_key/wrapped/{contact_id}"
