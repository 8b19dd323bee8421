"""The queue of a team: by rank, which is the time of coming less a head start (`routing.priority`)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from appliance.core.store.session import ReadSession
from appliance.service.conversations.lists import place_in_queue
from appliance.service.conversations.tables import Conversation


def place(s: ReadSession, conversation_id: str) -> int | None:
    """The conversation's place, from 1; `None` when it is not waiting."""
    return place_in_queue(s, conversation_id)


def waiting(s: ReadSession, teams: Collection[str], limit: int) -> list[Conversation]:
    """Who waits for these teams, the first to be served first."""
    wanted = select(Conversation).where(Conversation.queue_no.is_not(None), Conversation.team_id.in_(teams))
    return list(s.scalars(wanted.order_by(Conversation.queue_rank, Conversation.queue_no).limit(limit)))


def first(s: ReadSession, teams: Collection[str]) -> str | None:
    """The conversation that is next for these teams; `None` when nobody waits."""
    found = waiting(s, teams, 1)
    return found[0].id if found else None
