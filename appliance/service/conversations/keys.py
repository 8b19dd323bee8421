"""Conversation keys: 32 random bytes each, wrapped by the contact's key.

Unwrapped keys are kept in memory for the few hundred conversations in use and dropped when the vault seals.
Retention destroys the wrapped key of a conversation, erasure the contact's key; either way the words are gone.
"""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from collections.abc import Iterable
from typing import NamedTuple

from appliance.core.kit import clock
from appliance.core.kit.errors import SealedError
from appliance.core.masking.text import MaskedText
from appliance.core.vault import envelope
from appliance.core.vault.errors import KeyForgotten, Tampered
from appliance.core.vault.keyring import ContactKeys
from appliance.core.vault.vault import Vault

LOOK_AGAIN = 1.0  # seconds that a key is used without asking the keyring whether its owner still has one
HELD = 2000  # unwrapped keys in memory; 32 bytes each, so the limit bounds exposure rather than memory


class _Entry(NamedTuple):
    owner: str
    key: bytes
    checked_at: float


class _Held:
    """The unwrapped keys of one vault, least recently used dropped first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keys: OrderedDict[str, _Entry] = OrderedDict()

    def get(self, conversation_id: str) -> tuple[_Entry | None, bool]:
        """What is held, and whether it was looked at too long ago: another process may have erased its owner since."""
        with self._lock:
            found = self._keys.get(conversation_id)
            if found is None:
                return None, False
            self._keys.move_to_end(conversation_id)
            return found, clock.monotonic() - found.checked_at > LOOK_AGAIN

    def looked_at(self, entry: _Entry, conversation_id: str) -> bool:
        """Its owner has a key still; False where it was dropped meanwhile, which must not bring it back."""
        with self._lock:
            if self._keys.get(conversation_id) is not entry:
                return False
            self._keys[conversation_id] = entry._replace(checked_at=clock.monotonic())
            return True

    def put(self, conversation_id: str, contact_id: str, key: bytes) -> None:
        with self._lock:
            self._keys[conversation_id] = _Entry(contact_id, key, clock.monotonic())
            self._keys.move_to_end(conversation_id)
            while len(self._keys) > HELD:
                self._keys.popitem(last=False)

    def forget_contact(self, contact_id: str) -> None:
        with self._lock:
            for conversation_id in [c for c, entry in self._keys.items() if entry.owner == contact_id]:
                del self._keys[conversation_id]

    def forget(self, conversation_ids: Iterable[str]) -> None:
        with self._lock:
            for conversation_id in conversation_ids:
                self._keys.pop(conversation_id, None)

    def clear(self) -> None:
        with self._lock:
            self._keys.clear()

    def __len__(self) -> int:
        return len(self._keys)


_by_vault: weakref.WeakKeyDictionary[Vault, _Held] = weakref.WeakKeyDictionary()
_making = threading.Lock()


def _held(vault: Vault) -> _Held:
    with _making:
        held = _by_vault.get(vault)
        if held is None:
            held = _by_vault[vault] = _Held()
            vault.on_seal(held.clear)
    if vault.sealed:
        held.clear()
        raise SealedError()
    return held


def make(vault: Vault, conversation_id: str, contact_id: str) -> bytes:
    """A new conversation's key, wrapped for its row. Raises `SealedError`."""
    held = _held(vault)
    key = envelope.new_key()
    wrapped = envelope.wrap(vault.contact_key(contact_id), key, bound_to=_key_place(conversation_id))
    _keep(vault, held, conversation_id, contact_id, key)
    return wrapped


def unwrap(vault: Vault, conversation_id: str, contact_id: str, wrapped: bytes) -> bytes:
    """The conversation's key. Raises `SealedError` while sealed, and the vault's error once the contact's key
    has been destroyed.
    """
    held = _held(vault)
    if not wrapped:
        held.forget([conversation_id])
        raise KeyForgotten
    found, due = held.get(conversation_id)
    if found is not None and not due:
        return found.key
    try:
        owners = vault.contact_keys(contact_id)
    except KeyForgotten:
        held.forget_contact(contact_id)
        raise
    if found is not None and found.owner == contact_id and held.looked_at(found, conversation_id):
        return found.key  # the same for the conversation's life: nothing to unwrap anew
    key = _open(owners, conversation_id, wrapped)
    _keep(vault, held, conversation_id, contact_id, key)
    return key


def rewrap(vault: Vault, conversation_id: str, contact_id: str, wrapped: bytes) -> bytes:
    """The conversation's key wrapped by the contact's present key, for its row. Raises like `unwrap`."""
    both = vault.contact_keys(contact_id)
    key = _open(both, conversation_id, wrapped)
    return envelope.wrap(both.key, key, bound_to=_key_place(conversation_id))


def hand_over(vault: Vault, conversation_id: str, old: str, new: str, wrapped: bytes) -> bytes:
    """A conversation's key taken from one contact's key to another's, for its row. Raises like `unwrap`."""
    key = _open(vault.contact_keys(old), conversation_id, wrapped)
    _held(vault).forget([conversation_id])
    return envelope.wrap(vault.contact_key(new), key, bound_to=_key_place(conversation_id))


def _open(keys: ContactKeys, conversation_id: str, wrapped: bytes) -> bytes:
    """While a contact's key is being changed, a row may still be wrapped by the one before."""
    if not wrapped:
        raise KeyForgotten
    place = _key_place(conversation_id)
    try:
        return envelope.unwrap(keys.key, wrapped, bound_to=place)
    except Tampered:
        if keys.previous is None:
            raise
        return envelope.unwrap(keys.previous, wrapped, bound_to=place)


def _keep(vault: Vault, held: _Held, conversation_id: str, contact_id: str, key: bytes) -> None:
    held.put(conversation_id, contact_id, key)
    if vault.sealed:  # sealed since we asked: what was dropped must not come back
        held.clear()
        raise SealedError()
    try:
        vault.contact_key(contact_id)
    except KeyForgotten:  # erased since we asked
        held.forget_contact(contact_id)
        raise


def forget_contact(vault: Vault, contact_id: str) -> None:
    """Drop this contact's conversation keys from memory; part of erasing the contact."""
    _held(vault).forget_contact(contact_id)


def forget_conversations(vault: Vault, conversation_ids: Iterable[str]) -> None:
    """Drop single conversations' keys from memory; part of erasing them."""
    _held(vault).forget(conversation_ids)


def held_count(vault: Vault) -> int:
    """How many unwrapped keys are in memory now."""
    with _making:
        held = _by_vault.get(vault)
    return len(held) if held is not None else 0


def seal_body(key: bytes, message_id: str, text: MaskedText) -> bytes:
    """A message's masked text as it rests in the store."""
    return envelope.seal(key, str(text).encode(), bound_to=f"messages/body/{message_id}")


def open_body(key: bytes, message_id: str, blob: bytes) -> MaskedText:
    """The masked text of a message's row."""
    return MaskedText.trusted(envelope.open_(key, blob, bound_to=f"messages/body/{message_id}").decode())


def _key_place(conversation_id: str) -> str:
    return f"conversations/key/{conversation_id}"
