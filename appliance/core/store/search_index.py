"""Full-text search over masked messages, in an encrypted file of its own.

Derived from the store: never backed up, caught up by sequence, thrown away and filled again when in doubt. It holds
masked text only; anything else here would outlive the keys of the conversation it came from.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from appliance.core.store.search_plan import counted, plan
from appliance.core.store.terms import indexed
from appliance.core.vault import cipher_file
from appliance.core.vault.complaints import busy

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS entry ("
    " seq INTEGER PRIMARY KEY, message_id TEXT NOT NULL UNIQUE, conversation_id TEXT NOT NULL) STRICT",
    # Conversations that were erased: a catching-up that read them before must not bring them back.
    "CREATE TABLE IF NOT EXISTS gone (conversation_id TEXT PRIMARY KEY) WITHOUT ROWID, STRICT",
    "CREATE TABLE IF NOT EXISTS progress (one INTEGER PRIMARY KEY CHECK (one = 1), last_seq INTEGER) STRICT",
    "INSERT OR IGNORE INTO progress VALUES (1, 0)",
    # The terms come cut already; only spaces may separate them, so the characters of tokens count as letters. The index
    # of first characters makes a query of one character as quick as any other (2 ms instead of 130 among a million).
    "CREATE VIRTUAL TABLE IF NOT EXISTS terms USING fts5(words, prefix = '1', tokenize = \"ascii tokenchars ':_'\")",
    # Deleted text must not stay in the index's pages (SQLite's own secure_delete alone leaves it there).
    "INSERT INTO terms(terms, rank) VALUES ('secure-delete', 1)",
)
_FORM = 2  # of the tables above; a file of another form is emptied and filled again
_CACHE_KIB = 64 * 1024
_SAMPLE = 3000  # newest messages that tell how common a term is


@dataclass(frozen=True, slots=True)
class Hit:
    """One message found."""

    seq: int
    message_id: str
    conversation_id: str


class SearchIndex:
    """Thread-safe; several processes may share the file."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Open the index, or make an empty one. Raises `CannotOpen` if the file does not fit the key."""
        self.path = path
        if not path.exists():
            try:
                cipher_file.create_file(path)
            except cipher_file.CannotOpen:
                if not path.exists():  # otherwise another process was quicker, and it is there now
                    raise
        self._db: Any = cipher_file.connect(path, key, cache_kib=_CACHE_KIB, fresh=True)
        # Losing the last moments with the power costs nothing: what is missing is caught up.
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._lock = threading.Lock()
        with self._lock:
            self._begin()
            if self._db.execute("PRAGMA user_version").fetchone()[0] != _FORM:
                for table in ("terms", "entry", "progress"):
                    self._db.execute(f"DROP TABLE IF EXISTS {table}")
                self._db.execute(f"PRAGMA user_version = {_FORM}")
            for statement in _SCHEMA:
                self._db.execute(statement)
            self._db.execute("COMMIT")
        # Searches have a connection of their own, so that catching up does not hold them.
        self._reader: Any = cipher_file.connect(path, key, cache_kib=_CACHE_KIB)
        self._reader.execute("PRAGMA query_only = ON")
        self._reading = threading.Lock()
        self._seen: Counter[str] = Counter()
        self._seen_at = -1

    def add(self, rows: Iterable[tuple[int, str, str, str]], *, upto: int | None = None) -> int:
        """Take in (seq, message_id, conversation_id, masked_text), all or none. Returns how many.

        Rows known already are replaced in their old place (a message masked anew, or merged into another conversation), so
        taking in twice does no harm.
        `upto` says that everything up to that sequence has been seen, also what held no text.
        """
        count, last = 0, upto or 0
        with self._lock:
            self._begin()
            try:
                for seq, message_id, conversation_id, masked_text in rows:
                    if self._is_gone(conversation_id):
                        last = max(last, seq)
                        continue
                    known = self._db.execute(
                        "SELECT seq FROM entry WHERE message_id = ? OR seq = ?", (message_id, seq)
                    ).fetchone()
                    if known:
                        place = known[0]
                        self._db.execute(
                            "UPDATE terms SET words = ? WHERE rowid = ?", (indexed(masked_text), place)
                        )
                        self._db.execute(
                            "UPDATE entry SET conversation_id = ? WHERE seq = ?", (conversation_id, place)
                        )
                    else:
                        self._db.execute(
                            "INSERT INTO entry VALUES (?, ?, ?)", (seq, message_id, conversation_id)
                        )
                        self._db.execute(
                            "INSERT INTO terms(rowid, words) VALUES (?, ?)", (seq, indexed(masked_text))
                        )
                    count, last = count + 1, max(last, seq)
                self._db.execute("UPDATE progress SET last_seq = max(last_seq, ?)", (last,))
                self._db.execute("COMMIT")
            except BaseException:
                self._rollback()
                raise
        return count

    def remove(self, message_ids: Iterable[str]) -> int:
        """Take messages out for good. Returns how many were there."""
        with self._lock:
            self._begin()
            try:
                gone = 0
                for message_id in message_ids:
                    row = self._db.execute(
                        "SELECT seq FROM entry WHERE message_id = ?", (message_id,)
                    ).fetchone()
                    if row:
                        self._db.execute("DELETE FROM terms WHERE rowid = ?", row)
                        self._db.execute("DELETE FROM entry WHERE seq = ?", row)
                        gone += 1
                self._db.execute("COMMIT")
            except BaseException:
                self._rollback()
                raise
            if gone:
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return gone

    def forget(self, conversation_ids: Iterable[str]) -> int:
        """Take whole conversations out for good; nothing of them is ever taken in again. How many messages went.

        Raises `Unavailable` if another process kept the file busy, so that deleted pages could not be written over.
        """
        with self._lock:
            self._begin()
            try:
                self._db.executemany(
                    "INSERT OR IGNORE INTO gone VALUES (?)", [(each,) for each in conversation_ids]
                )
                rows = self._db.execute(
                    "SELECT seq FROM entry WHERE conversation_id IN (SELECT conversation_id FROM gone)"
                ).fetchall()
                self._db.executemany("DELETE FROM terms WHERE rowid = ?", rows)
                self._db.executemany("DELETE FROM entry WHERE seq = ?", rows)
                self._db.execute("COMMIT")
            except BaseException:
                self._rollback()
                raise
        with self._lock, self._reading:  # our own reader must not hold the old pages
            self._seen, self._seen_at = Counter(), -1
            if self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                raise busy()
        return len(rows)

    def last_seq(self) -> int:
        """The highest sequence taken in; 0 for an empty index."""
        with self._reading:
            return int(self._reader.execute("SELECT last_seq FROM progress").fetchone()[0])

    def search(self, query: str, limit: int = 50, before_seq: int | None = None) -> list[Hit]:
        """Messages that hold every run of `query` as a phrase, newest first.

        `query` is masked text. One character finds all words beginning with it. Nothing to look for finds nothing.
        """
        with self._reading:
            asked = plan(query, self._sample()) if limit > 0 else None
            if asked is None:
                return []
            rows = self._reader.execute(
                "SELECT entry.seq, message_id, conversation_id FROM terms JOIN entry ON entry.seq = terms.rowid"  # noqa: S608
                " WHERE terms MATCH ? AND terms.rowid < ?"
                + " AND instr(' ' || words || ' ', ?)" * len(asked.literal)
                + " ORDER BY terms.rowid DESC LIMIT ?",
                (asked.expression, 2**62 if before_seq is None else before_seq, *asked.literal, limit),
            ).fetchall()
        return [Hit(*row) for row in rows]

    def close(self) -> None:
        """Close the file."""
        with self._lock, self._reading:
            self._reader.close()
            self._db.close()

    def _sample(self) -> Counter[str]:
        """How common terms are among the newest messages; counted anew (10 ms) when the index has grown by a tenth."""
        newest = self._reader.execute("SELECT max(seq) FROM entry").fetchone()[0] or 0
        if not self._seen_at <= newest < 1.1 * self._seen_at + 100:
            self._seen_at = newest
            self._seen = counted(
                words
                for (words,) in self._reader.execute(
                    "SELECT words FROM terms ORDER BY rowid DESC LIMIT ?", (_SAMPLE,)
                )
            )
        return self._seen

    @staticmethod
    def discard(path: Path) -> None:
        """Throw a closed index away; the next one starts empty and is caught up."""
        for each in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
            each.unlink(missing_ok=True)

    def _is_gone(self, conversation_id: str) -> bool:
        found = self._db.execute("SELECT 1 FROM gone WHERE conversation_id = ?", (conversation_id,))
        return found.fetchone() is not None

    def _begin(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")

    def _rollback(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")
