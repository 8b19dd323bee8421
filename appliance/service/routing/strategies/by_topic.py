"""Whoever knows what this is about: skills are codes of topics and reasons to hand over."""

from __future__ import annotations

from collections.abc import Sequence

from appliance.service.routing.strategies.strategy import Candidate, Wanted, with_trait

name = "by_topic"
zh, en = "按业务", "By topic"


def narrow(candidates: Sequence[Candidate], wanted: Wanted) -> Sequence[Candidate]:
    """Agents with a skill for any of the reasons, or all when nobody has one."""
    return with_trait(candidates, "skill", wanted.codes)
