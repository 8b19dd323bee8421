"""How many conversations an agent has and may have."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from appliance.core.accounts.permissions import Permission, may
from appliance.core.accounts.tables import Agent
from appliance.core.store.prepared import Prepared
from appliance.core.store.session import ReadSession
from appliance.service.conversations.tables import Conversation
from appliance.service.routing.errors import AtCapacity, NotAtWork

_LOAD = Prepared(
    select(
        Agent.__table__,
        select(func.count())
        .select_from(Conversation)
        .where(Conversation.agent_id == Agent.id, Conversation.state == "human")
        .scalar_subquery()
        .label("has"),
    ).where(Agent.id == bindparam("agent"))
)


@dataclass(frozen=True)
class Load:
    """Conversations in hand, and the limit."""

    agent_id: str
    name: str
    has: int
    capacity: int

    @property
    def full(self) -> bool:
        """Whether one more would be too many."""
        return self.has >= self.capacity


def load(s: ReadSession, agent_id: str) -> Load:
    """An agent's load. Raises `NotAtWork` for an account that is unknown, disabled or not one of the desk's."""
    agent = s.rows(_LOAD, agent=agent_id).first()
    if agent is None or agent.state == "disabled" or not may(agent.role, Permission.DESK_USE):
        raise NotAtWork()
    return Load(agent_id, agent.name, agent.has, agent.capacity)


def require_room(s: ReadSession, agent_id: str) -> Load:
    """The load of an agent who may take one more. Raises `AtCapacity`, `NotAtWork`."""
    found = load(s, agent_id)
    if found.full:
        raise AtCapacity(found.name, found.capacity)
    return found
