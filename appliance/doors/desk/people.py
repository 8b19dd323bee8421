"""Colleagues at the desk: whom a note can call, and whom a conversation can be passed on to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from appliance.core.accounts.permissions import Permission, may
from appliance.core.accounts.tables import ACTIVE, Agent, Team
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import NotFound
from appliance.core.store.session import ReadSession
from appliance.service.conversations.tables import Conversation
from appliance.service.routing import presence

_DESK = Permission("desk.use")
_ORDER = ("available", "busy", "away", "offline")


@dataclass(frozen=True)
class Colleague:
    """A person who works at the desk, as of now."""

    id: str
    name: str
    team: str
    presence: str
    has: int
    capacity: int

    @property
    def full(self) -> bool:
        """Whether one more would be too many."""
        return self.has >= self.capacity


def colleagues(s: ReadSession, *, without: str = "") -> list[Colleague]:
    """Everybody with a desk: who is here and has room first, then by name."""
    has = dict(
        s.execute(
            select(Conversation.agent_id, func.count())
            .where(Conversation.state == "human")
            .group_by(Conversation.agent_id)
        )
        .tuples()
        .all()
    )
    rows = s.execute(
        select(Agent, Team.name).join(Team, Team.id == Agent.team_id).where(Agent.state == ACTIVE)
    )
    found = [
        Colleague(a.id, a.name, team, str(presence.presence_of(s, a.id).value), has.get(a.id, 0), a.capacity)
        for a, team in rows
        if may(a.role, _DESK) and a.id != without
    ]
    return sorted(found, key=lambda one: (one.full, _ORDER.index(one.presence), one.name))


def teams(s: ReadSession) -> list[tuple[str, str]]:
    """Ids and names of the teams; none where there is only one, which is the queue itself."""
    found = [(one.id, one.name) for one in s.scalars(select(Team).order_by(Team.name))]
    return found if len(found) > 1 else []


def called(s: ReadSession, text: str) -> list[Actor]:
    """Who is named by “@name” in a note, longest names first: @林悦月 is not 林悦."""
    if "@" not in text:
        return []
    found: list[Actor] = []
    names = sorted(colleagues(s), key=lambda one: -len(one.name))
    for one in names:
        if f"@{one.name}" in text:
            found.append(Actor("agent", one.id, one.name))
            text = text.replace(f"@{one.name}", "@")
    return found


def actor(s: ReadSession, agent_id: str) -> Actor:
    """A colleague by id. Raises `NotFound`."""
    row = s.get(Agent, agent_id)
    if row is None:
        raise NotFound("没有这位人员。", "There is no such person.")
    return Actor("agent", row.id, row.name)
