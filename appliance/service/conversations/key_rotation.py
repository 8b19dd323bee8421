"""New keys for contacts, while everybody goes on writing: their conversations' keys are wrapped anew.

For each hundred contacts:

    1  the keyring gets a new key for each, and keeps the one before it
    2  one act wraps the keys of their conversations by the new one
    3  the keyring destroys the one before

Rows are opened by either key in the meantime. A conversation that begins in between is wrapped by the new key already,
or stands in the line of writers before step 2 and is wrapped anew by it. Killed in between, the next call goes on with
the contacts whose old key is still there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import select

from appliance.core.store.session import Store
from appliance.core.vault import keyring_rotation
from appliance.core.vault.errors import KeyForgotten
from appliance.core.vault.journal import journal
from appliance.core.vault.vault import Vault
from appliance.service.contacts import customers
from appliance.service.conversations import keys
from appliance.service.conversations.tables import Conversation

BATCH = 100


def rotate_contacts(store: Store, vault: Vault, told: Callable[[int], None] = lambda done: None) -> int:
    """Every contact's key; returns how many were replaced. Raises `SealedError`, `StorageFull`: call again."""
    count, after = 0, ""
    finish(store, vault)
    while batch := vault.with_keyring(
        lambda ring, a=after: keyring_rotation.contacts(ring, after=a, limit=BATCH)  # type: ignore[misc]
    ):
        rotate(store, vault, batch)
        count, after = count + len(batch), batch[-1]
        told(count)
    journal(vault.folder, "contact keys rotated", count=count)
    return count


def finish(store: Store, vault: Vault) -> int:
    """Go on with contacts whose change was interrupted; returns how many there were."""
    count = 0
    while batch := vault.with_keyring(
        lambda ring: keyring_rotation.contacts(ring, limit=BATCH, under_way=True)
    ):
        rotate(store, vault, batch)
        count += len(batch)
    return count


def rotate(store: Store, vault: Vault, contact_ids: Sequence[str]) -> None:
    """These contacts' keys; erased ones are left alone."""
    vault.with_keyring(lambda ring: keyring_rotation.renew(ring, contact_ids))
    with store.writing() as s:
        mine = select(Conversation).where(Conversation.contact_id.in_(contact_ids))
        for row in s.scalars(mine).all():
            try:
                row.key_wrapped = keys.rewrap(vault, row.id, row.contact_id, row.key_wrapped)
            except KeyForgotten:
                continue  # erased in the meantime: nothing of it shall open again
        customers.reseal(s, vault, contact_ids)
    vault.with_keyring(lambda ring: keyring_rotation.retire(ring, contact_ids))
