"""A visitor turns out to be a customer: what they wrote before signing in becomes part of that customer's conversations.

A conversation's key is wrapped by its contact's key, so it is wrapped anew: the words are not touched, and erasing the customer
takes them along.
"""

from __future__ import annotations

from sqlalchemy import select, update

from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.events.outbox import emit
from appliance.core.kit.actors import SYSTEM, Actor
from appliance.core.kit.errors import NotSignedIn
from appliance.core.store.session import WriteSession
from appliance.core.vault.vault import Vault
from appliance.service.consent.tables import Consent
from appliance.service.contacts import customers
from appliance.service.contacts.tables import ChannelIdentity, Contact
from appliance.service.conversations import keys, moves
from appliance.service.conversations.events import Joined
from appliance.service.conversations.states import State
from appliance.service.conversations.tables import Conversation


class SomebodyElse(NotSignedIn):
    """This visitor's session belongs to another customer."""

    def __init__(self) -> None:
        super().__init__(
            "这个窗口刚才由另一位客户使用，已为您重新开始。",
            "Another customer used this window before; it begins anew for you.",
        )


def recognise(s: WriteSession, vault: Vault, channel: str, visitor: str, number: str) -> str:
    """The channel's visitor is the bank's customer of this number; gives the contact's id. Doing it again changes nothing.

    Raises `SomebodyElse` when the visitor is another customer already.
    """
    contact = customers.known(s, vault, channel, number)
    identity = s.get(ChannelIdentity, (channel, visitor))
    if identity is not None and identity.contact_id == contact.id:
        return contact.id
    moved: list[str] = []
    before = identity.contact_id if identity is not None else ""
    if identity is None:
        s.add(ChannelIdentity(channel=channel, external_id=visitor, contact_id=contact.id))
    else:
        old = s.get(Contact, before)
        if old is not None and old.known_sealed is not None:
            raise SomebodyElse
        identity.contact_id = contact.id
        s.execute(update(Consent).where(Consent.contact_id == before).values(contact_id=contact.id))
        moved = _move(s, vault, channel, visitor, before, contact.id, customers.external_id(vault, number))
    s.flush()
    chain.append(
        s,
        Verb.CONTACT_RECOGNISED,
        actor=Actor("visitor", contact.id),
        subject=contact.id,
        before=before,
        conversations=moved,
    )
    return contact.id


def _move(
    s: WriteSession, vault: Vault, channel: str, visitor: str, old: str, new: str, external_id: str
) -> list[str]:
    """The visitor's conversations to the customer; where both have one open, the visitor's ends first."""
    rows = s.scalars(
        select(Conversation).where(
            Conversation.channel_key == f"{channel}:{visitor}", Conversation.erased_at.is_(None)
        )
    ).all()
    busy = select(Conversation.id).where(
        Conversation.contact_id == new, Conversation.channel == channel, Conversation.state != State.CLOSED
    )
    for row in rows:
        if row.state != State.CLOSED and s.scalars(busy).first() is not None:
            moves.close(s, row.id, SYSTEM, "duplicate")
        row.key_wrapped = keys.hand_over(vault, row.id, old, new, row.key_wrapped)
        row.contact_id, row.channel_key = new, f"{channel}:{external_id}"
        s.flush()
        emit(s, Joined(row.id, row.staff_seq, old, new))
    return [row.id for row in rows]
