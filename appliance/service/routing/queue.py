"""The queue: one line, in the order in which people were asked for."""

from __future__ import annotations

from sqlalchemy import select

from appliance.core.store.session import ReadSession
from appliance.service.conversations.queries import place_in_queue
from appliance.service.conversations.tables import Conversation


def place(s: ReadSession, conversation_id: str) -> int | None:
    """The conversation's place, from 1; `None` when it is not waiting."""
    return place_in_queue(s, conversation_id)


def first(s: ReadSession) -> str | None:
    """The conversation that has waited longest; `None` when nobody waits."""
    return s.scalars(
        select(Conversation.id)
        .where(Conversation.queue_no.is_not(None))
        .order_by(Conversation.queue_no)
        .limit(1)
    ).first()
