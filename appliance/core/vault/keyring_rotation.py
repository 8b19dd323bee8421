"""Changing keys in the keyring while it is in use: the wrapping key of all rows, or contacts' own keys.

Everything goes in small transactions, each of which leaves a keyring that opens; a process that is killed in between
goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from appliance.core.vault import envelope
from appliance.core.vault.keyring import Keyring

BATCH = 500


def rewrap_all(ring: Keyring, told: Callable[[int], None] = lambda done: None) -> int:
    """Wrap every row by the newest wrapping key; returns how many were changed. `told` hears the count so far.

    When it returns, no row of an older generation is left and none can come: another process that still has only an
    older key is refused when it writes (`StaleKeys`) and must fetch the new one.
    """
    with ring.changing() as db:
        db.execute("UPDATE wrapping SET generation = ?", (ring.newest,))
    done, after = 0, ""
    while True:
        with ring.changing() as db:
            rows = db.execute(
                "SELECT contact_id, wrapped, previous, generation FROM contact_key"
                " WHERE contact_id > ? ORDER BY contact_id LIMIT ?",
                (after, BATCH),
            ).fetchall()
            old = [row for row in rows if row[3] != ring.newest]
            db.executemany(
                "UPDATE contact_key SET wrapped = ?, previous = ?, generation = ? WHERE contact_id = ?",
                [_again(ring, *row) for row in old],
            )
        done += len(old)
        told(done)
        if not rows:
            _scrub(ring)
            return done
        after = rows[-1][0]


def _again(
    ring: Keyring, contact_id: str, wrapped: bytes | None, previous: bytes | None, generation: int
) -> tuple[bytes | None, bytes | None, int, str]:
    def anew(blob: bytes | None, column: str) -> bytes | None:
        if blob is None:
            return None
        return ring.wrap(ring.unwrap(blob, generation, contact_id, column), contact_id, column)

    return anew(wrapped, "wrapped"), anew(previous, "previous"), ring.newest, contact_id


def renew(ring: Keyring, contact_ids: Sequence[str]) -> None:
    """Give each contact a new key and keep the one before it, durably. Erased ones, and ones with a change already
    under way, are left as they are."""
    with ring.changing() as db:
        for contact_id in contact_ids:
            row = db.execute(
                "SELECT wrapped, previous, generation FROM contact_key WHERE contact_id = ?", (contact_id,)
            ).fetchone()
            if row is None or row[0] is None or row[1] is not None:
                continue
            old = ring.unwrap(row[0], row[2], contact_id)
            db.execute(
                "UPDATE contact_key SET wrapped = ?, previous = ?, generation = ? WHERE contact_id = ?",
                (
                    ring.wrap(envelope.new_key(), contact_id),
                    ring.wrap(old, contact_id, "previous"),
                    ring.newest,
                    contact_id,
                ),
            )


def retire(ring: Keyring, contact_ids: Sequence[str]) -> None:
    """Destroy the keys before: nothing is wrapped by them any more."""
    with ring.changing() as db:
        db.executemany(
            "UPDATE contact_key SET previous = NULL WHERE contact_id = ?", [(each,) for each in contact_ids]
        )
    _scrub(ring)


def _scrub(ring: Keyring) -> None:
    """Let nothing of what was overwritten stay in the log beside the file."""
    with ring.idle() as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def contacts(ring: Keyring, *, after: str = "", limit: int = BATCH, under_way: bool = False) -> list[str]:
    """Contacts that have a key, in order; with `under_way` those whose key is being changed."""
    with ring.changing() as db:
        rows = db.execute(
            "SELECT contact_id FROM contact_key WHERE contact_id > ? AND wrapped IS NOT NULL"
            " AND (previous IS NOT NULL OR NOT ?) ORDER BY contact_id LIMIT ?",
            (after, under_way, limit),
        ).fetchall()
    return [row[0] for row in rows]
