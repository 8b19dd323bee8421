"""All keys of the keyring out, for a copy of it, and keys of a copy back in."""

from __future__ import annotations

from collections.abc import Mapping

from appliance.core.vault.keyring import ContactKeys, Keyring


def everything(ring: Keyring) -> dict[str, ContactKeys]:
    """Every contact's key there is. Spares of contacts to come are among them. Raises `StaleKeys`."""
    with ring.idle() as db:
        rows = db.execute(
            "SELECT contact_id, wrapped, previous, generation FROM contact_key"
            " WHERE wrapped IS NOT NULL ORDER BY contact_id"
        ).fetchall()
        return {
            each: ContactKeys(
                ring.unwrap(wrapped, generation, each),
                ring.unwrap(previous, generation, each, "previous") if previous else None,
            )
            for each, wrapped, previous, generation in rows
        }


def take(ring: Keyring, found: Mapping[str, ContactKeys]) -> int:
    """Put keys in, durably, where there is no row yet: neither a key nor the mark of a destroyed one. How many."""
    with ring.changing() as db:
        before = db.total_changes
        db.executemany(
            "INSERT OR IGNORE INTO contact_key (contact_id, wrapped, previous, generation) VALUES (?, ?, ?, ?)",
            [
                (
                    each,
                    ring.wrap(keys.key, each),
                    ring.wrap(keys.previous, each, "previous") if keys.previous else None,
                    ring.newest,
                )
                for each, keys in found.items()
            ],
        )
        return int(db.total_changes - before)
