"""How long somebody who waits will wait, by how fast their team has lately come free; `None` where nobody can know."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import Final

from sqlalchemy import select

from appliance.core.kit import clock
from appliance.core.store.session import ReadSession
from appliance.service.conversations.tables import Conversation
from appliance.service.routing import hours, presence, queue, silence, staff, teams
from appliance.service.routing.tables import AgentPresence

LAST: Final = 20
"""Closings that are looked at."""
ENOUGH: Final = 5
"""With fewer of them nothing is said."""
WITHIN: Final = timedelta(hours=2)


def minutes(s: ReadSession, conversation_id: str) -> int | None:
    """Whole minutes, rounded up: the place times the mean pause between the team's last closings.

    `None` when it is not waiting, when fewer than `ENOUGH` conversations that a person had were closed `WITHIN`, when
    nobody of the team is here, or outside its hours.
    """
    row = s.get(Conversation, conversation_id)
    place = queue.place(s, conversation_id)
    if row is None or place is None or row.team_id is None or not _anybody(s, row.team_id):
        return None
    now, ways = clock.now(), teams.ways(s, row.team_id)
    if not hours.is_open(ways.hours, ways.holidays, now.astimezone(clock.zone())):
        return None
    closings = s.scalars(
        select(Conversation.closed_at)
        .where(
            Conversation.team_id == row.team_id,
            Conversation.closed_at > now - WITHIN,
            Conversation.agent_id.is_not(None),
        )
        .order_by(Conversation.closed_at.desc())
        .limit(LAST)
    ).all()
    if len(closings) < ENOUGH or closings[-1] is None:
        return None
    pause = (now - closings[-1]) / len(closings)
    return max(1, ceil(place * pause / timedelta(minutes=1)))


def _anybody(s: ReadSession, team_id: str) -> bool:
    ids = [agent.id for agent in staff.of_team(s, team_id)]
    rows = s.scalars(select(AgentPresence).where(AgentPresence.agent_id.in_(ids)))
    here, limits = (presence.Presence.AVAILABLE, presence.Presence.BUSY), silence.limits(s)
    return any(presence.state_of(row, limits) in here for row in rows)
