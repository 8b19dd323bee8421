"""Every strategy, in the order in which administrators see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from appliance.core.kit.errors import BadInput
from appliance.service.routing.strategies import (
    by_channel,
    by_language,
    by_region,
    by_topic,
    last_agent,
    least_busy,
    longest_idle,
)
from appliance.service.routing.strategies.strategy import Candidate, Strategy, Wanted

STRATEGIES: dict[str, Strategy] = {
    each.name: cast(Strategy, each)
    for each in (last_agent, by_topic, by_language, by_channel, by_region, least_busy, longest_idle)
}


def choose(names: Sequence[str], candidates: Sequence[Candidate], wanted: Wanted) -> tuple[Candidate, str]:
    """The agent, and the name of the strategy that settled it. Who is still equal then: the longest idle, then by id."""
    left, how = candidates, ""
    for name in names:
        fewer = STRATEGIES[name].narrow(left, wanted)
        if len(fewer) < len(left):
            left, how = fewer, name
    left = longest_idle.narrow(left, wanted)
    return min(left, key=lambda c: c.agent_id), how or longest_idle.name


def checked(names: Sequence[str]) -> list[str]:
    """The names, each once and in order. Raises `BadInput` for one that does not exist."""
    for name in names:
        if name not in STRATEGIES:
            raise BadInput(
                f"没有名为 {name[:40]} 的分配方式；可选：{'、'.join(STRATEGIES)}。",
                f"There is no strategy named {name[:40]}; choose from {', '.join(STRATEGIES)}.",
            )
    return list(dict.fromkeys(names))
