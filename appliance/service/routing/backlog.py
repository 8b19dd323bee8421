"""What a lead looks at: who waits and how long, what AI and people have, who is here and who is full. Read as of now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from appliance.core.kit import clock
from appliance.core.store.session import ReadSession
from appliance.service.conversations.tables import Conversation
from appliance.service.routing import hours, presence, queue, silence, staff, teams, tend
from appliance.service.routing.presence import Presence
from appliance.service.routing.tables import AgentPresence, TeamRouting


@dataclass(frozen=True)
class Member:
    """An agent of the team. `waits_since`: how long one of their visitors has waited for a word, the longest of them."""

    agent_id: str
    name: str
    presence: Presence
    has: int
    capacity: int
    waits_since: datetime | None

    @property
    def full(self) -> bool:
        """Whether they may have no more."""
        return self.has >= self.capacity


@dataclass(frozen=True)
class Waiting:
    """One that waits, in the order of the queue."""

    id: str
    code: str
    channel: str
    queued_at: datetime | None
    priority: int
    lapses: int
    reasons: list[dict[str, str]]


@dataclass(frozen=True)
class TeamBacklog:
    """One team. `people_share`: percent of new conversations that go to people at once; `full`: of those here."""

    team_id: str
    name: str
    waiting: int
    oldest: datetime | None
    human: int
    late: int
    members: list[Member]
    first: list[Waiting]
    people_share: int
    is_open: bool
    by_hand: bool

    @property
    def here(self) -> int:
        """Agents who are available or busy."""
        return sum(m.presence in (Presence.AVAILABLE, Presence.BUSY) for m in self.members)

    @property
    def full(self) -> int:
        """Agents here who may have no more."""
        return sum(m.full and m.presence in (Presence.AVAILABLE, Presence.BUSY) for m in self.members)


@dataclass(frozen=True)
class Backlog:
    """All teams, and what the AI has (which belongs to no team)."""

    teams: list[TeamBacklog]
    ai: int

    @property
    def human(self) -> int:
        """What people have."""
        return sum(team.human for team in self.teams)

    @property
    def waiting(self) -> int:
        """Who waits, over all teams."""
        return sum(team.waiting for team in self.teams)

    @property
    def ai_share(self) -> int | None:
        """Percent of what is open and served that the AI has; `None` when nothing is."""
        served = self.ai + self.human
        return round(100 * self.ai / served) if served else None


def backlog(s: ReadSession, first: int = 20) -> Backlog:
    """Everything as of now; `first` of each queue are named."""
    ai = s.scalar(select(func.count()).where(Conversation.state == "ai")) or 0
    late: dict[str, int] = {}
    for each in tend.overdue(s):
        late[str(each.team_id)] = late.get(str(each.team_id), 0) + 1
    return Backlog(
        [_team(s, team.id, team.name, late.get(team.id, 0), first) for team in teams.all_teams(s)], ai
    )


def _team(s: ReadSession, team_id: str, name: str, late: int, first: int) -> TeamBacklog:
    waiting, oldest = s.execute(
        select(func.count(), func.min(Conversation.queued_at)).where(
            Conversation.queue_no.is_not(None), Conversation.team_id == team_id
        )
    ).one()
    human = s.scalar(
        select(func.count()).where(Conversation.state == "human", Conversation.team_id == team_id)
    )
    ways, here = teams.ways(s, team_id), clock.now().astimezone(clock.zone())
    row = s.get(TeamRouting, team_id)
    return TeamBacklog(
        team_id,
        name,
        waiting,
        oldest,
        human or 0,
        late,
        _members(s, team_id),
        [
            Waiting(c.id, c.code, c.channel, c.queued_at, c.priority, c.lapses, c.handoff_reason or [])
            for c in queue.waiting(s, [team_id], first)
        ],
        row.people_share if row is not None else 0,
        hours.is_open(ways.hours, ways.holidays, here),
        not ways.strategies,
    )


def _members(s: ReadSession, team_id: str) -> list[Member]:
    agents = staff.of_team(s, team_id)
    ids = [each.id for each in agents]
    rows = {
        row.agent_id: row for row in s.scalars(select(AgentPresence).where(AgentPresence.agent_id.in_(ids)))
    }
    in_hand: dict[str, list[Conversation]] = {}
    for one in s.scalars(
        select(Conversation).where(Conversation.agent_id.in_(ids), Conversation.state == "human")
    ):
        in_hand.setdefault(str(one.agent_id), []).append(one)
    found, limits = [], silence.limits(s)
    for each in agents:
        has = in_hand.get(each.id, [])
        since = [at for one in has if (at := tend.waits_since(s, one)) is not None]
        state = presence.state_of(rows[each.id], limits) if each.id in rows else Presence.OFFLINE
        found.append(Member(each.id, each.name, state, len(has), each.capacity, min(since, default=None)))
    order = list(Presence)
    return sorted(found, key=lambda m: (order.index(m.presence), m.name))
