"""How much a contact's time is worth to the bank, and where they bank: set by a lead, felt in the queue at once."""

from __future__ import annotations

from typing import Final

from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import BadInput
from appliance.core.store.session import WriteSession
from appliance.service.contacts.tables import Contact
from appliance.service.conversations import writing
from appliance.service.routing import hearing
from appliance.service.routing.priority import OF_TIER

LONGEST_REGION: Final = 40


def set_standing(s: WriteSession, conversation_id: str, tier: int, region: str, actor: Actor) -> None:
    """Set both for the contact of a conversation; if it waits, its place follows.

    Raises `BadInput` for a tier or region that cannot be, `NoConversation`, `AlreadyErased`.
    """
    conversation = writing.load(s, conversation_id)
    region = region.strip()
    if not 0 <= tier < len(OF_TIER) or len(region) > LONGEST_REGION:
        raise BadInput(
            f"客户等级需为 0 到 {len(OF_TIER) - 1}，地区不超过 {LONGEST_REGION} 个字。",
            f"A tier is 0 to {len(OF_TIER) - 1}, a region has at most {LONGEST_REGION} characters.",
        )
    contact = s.get(Contact, conversation.contact_id)
    assert contact is not None
    before, contact.tier, contact.region = contact.tier, tier, region
    if conversation.queue_no is not None:
        hearing.rank(s, conversation)
    s.flush()
    chain.append(
        s,
        Verb.CONTACT_RANKED,
        actor=actor,
        subject=contact.id,
        conversation=conversation_id,
        before=before,
        after=tier,
        region=region,
    )
