"""Whoever served this contact last, if they are there."""

from __future__ import annotations

from collections.abc import Sequence

from appliance.service.routing.strategies.strategy import Candidate, Wanted

name = "last_agent"
zh, en = "上次接待的坐席", "Last agent of this contact"


def narrow(candidates: Sequence[Candidate], wanted: Wanted) -> Sequence[Candidate]:
    """The most recent one of those who are there."""
    for agent_id in wanted.served_by:
        known = [c for c in candidates if c.agent_id == agent_id]
        if known:
            return known
    return candidates
