"""Room meets queue: whenever an agent may have one more, or somebody comes to wait, both are brought together in the very
transaction that made it so. Whoever waits at the front is served first; only then is chosen by whom.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import func, select

from appliance.core.accounts.tables import Agent
from appliance.core.kit import clock
from appliance.core.kit.actors import SYSTEM, Actor
from appliance.core.store.session import ReadSession, WriteSession
from appliance.service.contacts.tables import Contact
from appliance.service.conversations import actions as conversations
from appliance.service.conversations.tables import Conversation
from appliance.service.routing import presence, queue, silence, staff
from appliance.service.routing.strategies import registry
from appliance.service.routing.strategies.strategy import Candidate, Wanted
from appliance.service.routing.tables import AgentPresence, TeamRouting

REST: Final = timedelta(minutes=2)
"""How long a conversation does not go back by itself to the agent who gave it up."""
_LOOK_BACK: Final = 10


def for_agent(s: WriteSession, agent_id: str) -> list[str]:
    """An agent may have room: serve the queues of their teams; gives what was assigned, in order."""
    return for_teams(s, staff.teams_of(s, agent_id))


def for_teams(s: WriteSession, teams: Collection[str]) -> list[str]:
    """Assign what waits for these teams, as long as somebody has room; teams that take by hand are left alone."""
    ways = {team: _strategies(s, team) for team in teams}
    sharing = {team: names for team, names in ways.items() if names}
    room = {team: available(s, team) for team in sharing}
    given: list[str] = []
    if not any(room.values()):
        return given
    most = sum(c.capacity - c.has for c in {c.agent_id: c for each in room.values() for c in each}.values())
    rested = clock.now() - REST
    for waits in queue.waiting(s, list(sharing), most + _LOOK_BACK):
        team = str(waits.team_id)
        may = [
            c
            for c in room[team]
            if c.agent_id != waits.not_agent_id or (waits.queued_at is not None and waits.queued_at <= rested)
        ]
        if not may:
            continue
        chosen, how = registry.choose(sharing[team], may, wanted(s, waits))
        give(s, waits.id, chosen.agent_id, chosen.name, how)
        given.append(waits.id)
        room = {name: available(s, name) for name in sharing}
        if not any(room.values()):
            break
    return given


def give(s: WriteSession, conversation_id: str, agent_id: str, name: str, how: str) -> None:
    """Put a conversation into an agent's hands for the appliance; the caller has looked at room."""
    conversations.claim(s, conversation_id, Actor("agent", agent_id, name), by=SYSTEM, how=how)
    note_given(s, agent_id)


def note_given(s: WriteSession, agent_id: str) -> None:
    """Remember when an agent last came to have a conversation."""
    row = s.get(AgentPresence, agent_id)
    if row is not None:
        row.given_at = clock.now()
        s.flush()


def available(s: ReadSession, team_id: str) -> list[Candidate]:
    """Who of a team is available and has room, by id."""
    agents: Sequence[Agent] = staff.of_team(s, team_id)
    ids = [each.id for each in agents]
    here = {
        row.agent_id: row for row in s.scalars(select(AgentPresence).where(AgentPresence.agent_id.in_(ids)))
    }
    loads = select(Conversation.agent_id, func.count()).where(
        Conversation.agent_id.in_(ids), Conversation.state == "human"
    )
    has = dict(s.execute(loads.group_by(Conversation.agent_id)).tuples().all())
    traits, limits = staff.traits_of(s, ids), silence.limits(s)
    return [
        Candidate(
            each.id,
            each.name,
            has.get(each.id, 0),
            each.capacity,
            here[each.id].given_at,
            frozenset((kind, value) for kind, values in traits[each.id].items() for value in values),
        )
        for each in agents
        if has.get(each.id, 0) < each.capacity
        and each.id in here
        and presence.state_of(here[each.id], limits) == presence.Presence.AVAILABLE
    ]


def wanted(s: ReadSession, waits: Conversation) -> Wanted:
    """What strategies may know of a waiting conversation."""
    before = (
        select(Conversation.last_agent_id)
        .where(Conversation.contact_id == waits.contact_id, Conversation.last_agent_id.is_not(None))
        .order_by(Conversation.claimed_at.desc())
        .limit(_LOOK_BACK)
    )
    contact = s.get(Contact, waits.contact_id)
    return Wanted(
        waits.id,
        waits.channel,
        waits.lang,
        tuple(str(one.get("code", "")) for one in waits.handoff_reason or []),
        contact.region if contact is not None else "",
        tuple(dict.fromkeys(str(each) for each in s.scalars(before))),
    )


def _strategies(s: ReadSession, team_id: str) -> list[str]:
    row = s.get(TeamRouting, team_id)
    return [name for name in row.strategies if name in registry.STRATEGIES] if row is not None else []
