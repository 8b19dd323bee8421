"""Contacts whom the bank has named: their number rests under their own key, and staff see the ends of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy import select

from appliance.core.store.session import WriteSession
from appliance.core.vault import envelope
from appliance.core.vault.errors import Tampered
from appliance.core.vault.vault import Vault
from appliance.service.contacts import actions
from appliance.service.contacts.tables import Contact

_KIND: Final = "CUSTOMER"
PREFIX: Final = "c-"


def external_id(vault: Vault, number: str) -> str:
    """What stands for a customer's number in a channel: equal numbers have equal ones, and it tells nothing."""
    return PREFIX + vault.value_hash(_KIND, number)


def known(s: WriteSession, vault: Vault, channel: str, number: str) -> Contact:
    """The contact with this number of the bank's, made if there is none."""
    contact = s.get_one(Contact, actions.find_or_make(s, vault, channel, external_id(vault, number)))
    if contact.known_sealed is None:
        contact.known_sealed = _sealed(vault.contact_key(contact.id), contact.id, number)
        contact.known_as = masked(number)
        s.flush()
    return contact


def masked(number: str) -> str:
    """The ends of a number: 88****21; of a short one less, down to nothing."""
    ends = 2 if len(number) >= 8 else 1 if len(number) >= 4 else 0
    return f"{number[:ends]}****{number[len(number) - ends :]}"


def reseal(s: WriteSession, vault: Vault, contact_ids: Collection[str]) -> None:
    """These contacts' numbers under their present keys; part of a rotation, while the keys before are still there."""
    wanted = select(Contact).where(Contact.id.in_(sorted(contact_ids)), Contact.known_sealed.is_not(None))
    for contact in s.scalars(wanted).all():
        assert contact.known_sealed is not None
        both = vault.contact_keys(contact.id)
        place = _place(contact.id)
        try:
            number = envelope.open_(both.key, contact.known_sealed, bound_to=place)
        except Tampered:
            if both.previous is None:
                raise
            number = envelope.open_(both.previous, contact.known_sealed, bound_to=place)
        contact.known_sealed = envelope.seal(both.key, number, bound_to=place)
    s.flush()


def opened(vault: Vault, contact: Contact) -> str:
    """The number itself; "" for somebody whom the bank has not named. Raises `KeyForgotten` once erased."""
    if contact.known_sealed is None:
        return ""
    return envelope.open_(
        vault.contact_key(contact.id), contact.known_sealed, bound_to=_place(contact.id)
    ).decode()


def _sealed(key: bytes, contact_id: str, number: str) -> bytes:
    return envelope.seal(key, number.encode(), bound_to=_place(contact_id))


def _place(contact_id: str) -> str:
    return f"contacts/known_sealed/{contact_id}"
