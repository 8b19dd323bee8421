"""Who is here: said by hand, and by silence. An agent of whom nothing is heard for a while (`silence`) counts as away, then as
offline; with the next sign of life they are again what they said.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import bindparam, func, or_, select

from appliance.core.kit import clock
from appliance.core.kit.errors import BadInput
from appliance.core.store.prepared import Prepared
from appliance.core.store.session import ReadSession, WriteSession
from appliance.service.routing import silence
from appliance.service.routing.silence import Silence
from appliance.service.routing.tables import AgentPresence


class Presence(StrEnum):
    """The four presences."""

    AVAILABLE = "available"
    BUSY = "busy"
    AWAY = "away"
    OFFLINE = "offline"


_OF: Final = Prepared(select(AgentPresence.__table__).where(AgentPresence.agent_id == bindparam("agent")))
_ONLINE: Final = Prepared(
    select(func.count())
    .select_from(AgentPresence)
    .where(
        or_(*(AgentPresence.state == one for one in (Presence.AVAILABLE, Presence.BUSY))),
        AgentPresence.seen_at >= bindparam("since"),
    )
)


def set_presence(s: WriteSession, agent_id: str, state: str) -> None:
    """Say how an agent is present (call it through `actions.be_present`). Raises `BadInput` for an unknown word."""
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


def seen(s: WriteSession, agent_id: str) -> bool:
    """A sign of life from the agent's page; makes nobody available by itself. True when it ended a silence."""
    row = s.get(AgentPresence, agent_id)
    if row is None:
        return False
    silent = state_of(row, silence.limits(s)) != row.state
    row.seen_at = clock.now()
    s.flush()
    return silent


def state_of(row: Any, limits: Silence) -> Presence:
    """How the agent is present now, by what they said and how long ago they were heard of."""
    unheard = clock.now() - row.seen_at
    if unheard > limits.offline:
        return Presence.OFFLINE
    if unheard > limits.away and row.state != Presence.OFFLINE:
        return Presence.AWAY
    return Presence(row.state)


def presence_of(s: ReadSession, agent_id: str, limits: Silence | None = None) -> Presence:
    """How the agent is present now; offline if they never came. `limits`, where they are at hand."""
    row = s.rows(_OF, agent=agent_id).first()
    return state_of(row, limits or silence.limits(s)) if row is not None else Presence.OFFLINE


def last_seen(s: ReadSession, agent_id: str) -> datetime | None:
    """The agent's last sign of life; none if they never came."""
    row = s.rows(_OF, agent=agent_id).first()
    seen: datetime | None = row.seen_at if row is not None else None
    return seen


def online(s: ReadSession, limits: Silence | None = None) -> int:
    """How many agents are here: available or busy, and heard of lately."""
    return int(s.rows(_ONLINE, since=clock.now() - (limits or silence.limits(s)).away).scalar())
