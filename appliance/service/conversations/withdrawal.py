"""A visitor takes their consent back: what is going on ends in the same act, so that neither AI nor staff work on it any more."""

from __future__ import annotations

from sqlalchemy import select

from appliance.core.events.outbox import emit
from appliance.core.kit.actors import Actor
from appliance.core.store.session import WriteSession
from appliance.service.consent import actions as consent
from appliance.service.contacts import queries as contacts
from appliance.service.conversations import moves, writing
from appliance.service.conversations.events import SystemSaid
from appliance.service.conversations.states import State
from appliance.service.conversations.tables import Conversation


def withdraw(s: WriteSession, channel: str, external_id: str) -> bool:
    """End the consent and every open conversation of the contact, over all channels; False when there was none to end."""
    contact_id = contacts.contact_id(s, channel, external_id)
    if contact_id is None or not consent.withdraw(s, contact_id):
        return False
    visitor = Actor("visitor", contact_id)
    going_on = select(Conversation).where(
        Conversation.contact_id == contact_id, Conversation.state != State.CLOSED
    )
    for conversation in s.scalars(going_on).all():
        said = writing.say(s, conversation, "consent_withdrawn")
        emit(s, SystemSaid(conversation.id, said.seq, said.id))
        moves.close(s, conversation.id, visitor, "other")
    return True
