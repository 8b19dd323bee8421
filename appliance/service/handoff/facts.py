"""What surrounds a message: the team that would serve it, whether that is there and who waits for it, the contact's tier."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from appliance.core.accounts.tables import DEFAULT_TEAM, Team
from appliance.core.kit import clock
from appliance.core.store.session import ReadSession
from appliance.service.contacts.tables import Contact
from appliance.service.conversations.tables import Conversation
from appliance.service.handoff.rule import Facts
from appliance.service.routing import hours, teams


def around(s: ReadSession, conversation_id: str | None, at: datetime, waiting: int | None = None) -> Facts:
    """The facts about a conversation at `at`. `waiting` is how many waited then, where that is known; left out: how many do
    now. Hours are those set today. Of no conversation (a message tried by hand) the first team is looked at."""
    found = s.get(Conversation, conversation_id) if conversation_id else None
    channel = found.channel if found is not None else ""
    team_id = (found.team_id if found is not None else None) or teams.serving(s, channel, ()) or DEFAULT_TEAM
    contact = s.get(Contact, found.contact_id) if found is not None else None
    team, ways = s.get(Team, team_id), teams.ways(s, team_id)
    here = at.astimezone(clock.zone())
    if waiting is None:
        queued = select(func.count()).where(
            Conversation.queue_no.is_not(None), Conversation.team_id == team_id
        )
        waiting = s.scalar(queued) or 0
    return Facts(
        at=here,
        channel=channel,
        team=team.name if team is not None else "",
        tier=contact.tier if contact is not None else 0,
        open=hours.is_open(ways.hours, ways.holidays, here),
        waiting=waiting,
    )
