"""What administrators settle about an agent: team, what they are here for, how much they may have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import delete

from appliance.core.accounts.tables import Agent, Team
from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import BadInput, NotFound
from appliance.core.store.session import WriteSession
from appliance.service.routing import pull
from appliance.service.routing.tables import AgentTrait

KINDS: Final = ("skill", "language", "channel", "region", "team")
MOST: Final = 100
"""Conversations at once that anybody may be given."""


def set_place(
    s: WriteSession,
    agent_id: str,
    actor: Actor,
    *,
    team_id: str,
    capacity: int,
    traits: Mapping[str, Sequence[str]],
) -> None:
    """An agent's team, capacity and traits, all at once; room that this makes is filled from the queue.

    A capacity below what they have now takes nothing away: they get nothing new until enough is closed. Raises
    `NotFound` for an unknown agent or team, `BadInput` for a capacity or trait that cannot be.
    """
    agent = s.get(Agent, agent_id)
    if agent is None or s.get(Team, team_id) is None:
        raise NotFound("没有这位人员或这个班组。", "There is no such person or team.")
    if not 0 <= capacity <= MOST:
        raise BadInput(
            f"同时接待上限需为 0 到 {MOST} 的整数。",
            f"The limit of conversations is a number from 0 to {MOST}.",
        )
    wanted = sorted(
        {(kind, each.strip()) for kind, values in traits.items() for each in values if each.strip()}
    )
    for kind, value in wanted:
        if kind not in KINDS or len(value) > 40 or len(wanted) > 50:
            raise BadInput(
                "技能、语言、渠道、地区每项不超过 40 个字，总数不超过 50 项。",
                "A skill, language, channel or region has at most 40 characters, and there are at most 50.",
            )
        if kind == "team" and s.get(Team, value) is None:
            raise NotFound("没有这个班组。", "There is no such team.")
    before = f"{agent.team_id}:{agent.capacity}"
    agent.team_id, agent.capacity = team_id, capacity
    s.execute(delete(AgentTrait).where(AgentTrait.agent_id == agent_id))
    s.add_all(AgentTrait(agent_id=agent_id, kind=kind, value=value) for kind, value in wanted)
    s.flush()
    chain.append(
        s,
        Verb.ACCOUNT_CHANGED,
        actor=actor,
        subject=agent_id,
        changed="place",
        before=before,
        after=f"{team_id}:{capacity}",
        traits=[f"{kind}:{value}" for kind, value in wanted],
    )
    pull.for_agent(s, agent_id)
