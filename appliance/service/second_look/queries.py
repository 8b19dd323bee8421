"""Which conversations are due, and what second looks have found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, or_, select

from appliance.core.kit import clock
from appliance.core.store.session import ReadSession
from appliance.service.conversations.tables import Conversation
from appliance.service.second_look.tables import SecondLook, SecondLookMark

SWEEP: Final = "sweep"
OVERLAP: Final = timedelta(hours=1)
"""How far a sweep looks back behind its mark: a clock that was set back must not hide a message."""
AGAIN: Final = timedelta(hours=1)
MOST_TRIES: Final = 48


def paused(s: ReadSession, before: datetime, limit: int) -> list[tuple[str, datetime]]:
    """Conversations whose last message is older than `before` and that hold something not yet read again, with the time
    of that message, oldest first."""
    mark = s.get(SecondLookMark, SWEEP)
    wanted = (
        select(Conversation.id, Conversation.last_message_at)
        .outerjoin(SecondLook, SecondLook.conversation_id == Conversation.id)
        .where(
            Conversation.last_message_at <= before,
            Conversation.erased_at.is_(None),
            or_(SecondLook.conversation_id.is_(None), SecondLook.seq < Conversation.staff_seq),
        )
        .order_by(Conversation.last_message_at)
        .limit(limit)
    )
    if mark is not None:
        wanted = wanted.where(Conversation.last_message_at > mark.at - OVERLAP)
    return [(row.id, row.last_message_at) for row in s.execute(wanted)]


def withheld(s: ReadSession, limit: int) -> list[str]:
    """Conversations with a text that could not be checked, whose last try is an hour old; given up after two days."""
    wanted = select(SecondLook.conversation_id).where(
        SecondLook.withheld > 0,
        SecondLook.looked_at < clock.now() - AGAIN,
        SecondLook.tries < MOST_TRIES,
    )
    return list(s.scalars(wanted.order_by(SecondLook.looked_at).limit(limit)))


@dataclass(frozen=True)
class Figures:
    """What second looks have done lately. `found`: kind -> values the first look had missed, most first."""

    conversations: int
    messages: int
    found: dict[str, int]
    opened: int
    withheld: int

    @property
    def missed(self) -> int:
        """All kinds together."""
        return sum(self.found.values())


def figures(s: ReadSession, since: datetime) -> Figures:
    """Over the conversations looked at since then."""
    lately = SecondLook.looked_at >= since
    conversations, messages, opened, waiting = s.execute(
        select(
            func.count(),
            func.coalesce(func.sum(SecondLook.messages), 0),
            func.coalesce(func.sum(SecondLook.opened), 0),
            func.coalesce(func.sum(SecondLook.withheld), 0),
        ).where(lately)
    ).one()
    found: Counter[str] = Counter()
    for each in s.scalars(select(SecondLook.found).where(lately, SecondLook.found != {})):
        found.update(each)
    return Figures(conversations, messages, dict(found.most_common()), opened, waiting)
