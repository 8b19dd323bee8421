"""Who is here. Set by hand; an agent not seen for a while counts as offline."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from sqlalchemy import func, select

from appliance.core.kit import clock
from appliance.core.kit.errors import BadInput
from appliance.core.store.session import ReadSession, WriteSession
from appliance.service.routing.tables import AgentPresence

SILENT_AFTER = timedelta(minutes=3)


class Presence(StrEnum):
    """The four presences."""

    AVAILABLE = "available"
    BUSY = "busy"
    AWAY = "away"
    OFFLINE = "offline"


def set_presence(s: WriteSession, agent_id: str, state: str) -> None:
    """Say how an agent is present. Raises `BadInput` for an unknown word."""
    if state not in set(Presence):
        raise BadInput(
            "在线状态只能是 available、busy、away、offline 之一。",
            "The presence must be one of available, busy, away, offline.",
        )
    row = s.get(AgentPresence, agent_id)
    if row is None:
        s.add(AgentPresence(agent_id=agent_id, state=state, seen_at=clock.now()))
    else:
        row.state, row.seen_at = state, clock.now()
    s.flush()


def seen(s: WriteSession, agent_id: str) -> None:
    """A sign of life from the agent's page; makes nobody available by itself."""
    row = s.get(AgentPresence, agent_id)
    if row is not None:
        row.seen_at = clock.now()
        s.flush()


def presence_of(s: ReadSession, agent_id: str) -> Presence:
    """How the agent is present now."""
    row = s.get(AgentPresence, agent_id)
    if row is None or row.seen_at < clock.now() - SILENT_AFTER:
        return Presence.OFFLINE
    return Presence(row.state)


def online(s: ReadSession) -> int:
    """How many agents are here: available or busy, and seen lately."""
    query = select(func.count()).select_from(AgentPresence)
    here = AgentPresence.state.in_((Presence.AVAILABLE, Presence.BUSY))
    return s.scalar(query.where(here, AgentPresence.seen_at >= clock.now() - SILENT_AFTER)) or 0
