"""Whoever is here for this channel."""

from __future__ import annotations

from collections.abc import Sequence

from appliance.service.routing.strategies.strategy import Candidate, Wanted, with_trait

name = "by_channel"
zh, en = "按渠道", "By channel"


def narrow(candidates: Sequence[Candidate], wanted: Wanted) -> Sequence[Candidate]:
    """Agents of the conversation's channel, or all when nobody is."""
    return with_trait(candidates, "channel", [wanted.channel])
