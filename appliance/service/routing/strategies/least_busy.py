"""Whoever has most room left, as a share of what they may have."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from appliance.service.routing.strategies.strategy import Candidate, Wanted

name = "least_busy"
zh, en = "最不忙", "Least busy"


def narrow(candidates: Sequence[Candidate], wanted: Wanted) -> Sequence[Candidate]:
    """One of two with 1 of 6 before one with 1 of 2."""
    least = min(Fraction(c.has, c.capacity) for c in candidates)
    return [c for c in candidates if Fraction(c.has, c.capacity) == least]
