"""Who serves which team, and what they are here for."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from appliance.core.accounts.tables import DISABLED, Agent
from appliance.core.store.session import ReadSession
from appliance.service.routing.tables import AgentTrait


def traits_of(s: ReadSession, agent_ids: Sequence[str]) -> dict[str, dict[str, list[str]]]:
    """By agent and kind, sorted."""
    found: dict[str, dict[str, list[str]]] = {each: {} for each in agent_ids}
    rows = s.scalars(select(AgentTrait).where(AgentTrait.agent_id.in_(agent_ids)).order_by(AgentTrait.value))
    for row in rows:
        found[row.agent_id].setdefault(row.kind, []).append(row.value)
    return found


def teams_of(s: ReadSession, agent_id: str) -> list[str]:
    """Every team an agent serves, their own first."""
    agent = s.get(Agent, agent_id)
    if agent is None:
        return []
    more = select(AgentTrait.value).where(AgentTrait.agent_id == agent_id, AgentTrait.kind == "team")
    return list(dict.fromkeys([agent.team_id, *s.scalars(more)]))


def of_team(s: ReadSession, team_id: str) -> list[Agent]:
    """Who serves a team and is not disabled, by id."""
    more = select(AgentTrait.agent_id).where(AgentTrait.kind == "team", AgentTrait.value == team_id)
    wanted = select(Agent).where(
        or_(Agent.team_id == team_id, Agent.id.in_(more)),
        Agent.state != DISABLED,
        Agent.role.in_(("agent", "team_lead")),
    )
    return list(s.scalars(wanted.order_by(Agent.id)))
