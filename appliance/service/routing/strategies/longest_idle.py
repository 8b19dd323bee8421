"""Whoever has gone longest without being given a conversation."""

from __future__ import annotations

from collections.abc import Sequence

from appliance.service.routing.strategies.strategy import Candidate, Wanted

name = "longest_idle"
zh, en = "空闲最久", "Longest idle"


def narrow(candidates: Sequence[Candidate], wanted: Wanted) -> Sequence[Candidate]:
    """Somebody who was never given one comes first."""
    fresh = [c for c in candidates if c.given_at is None]
    if fresh:
        return fresh
    first = min(c.given_at for c in candidates if c.given_at is not None)
    return [c for c in candidates if c.given_at == first]
