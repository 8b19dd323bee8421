"""Whoever is here for the contact's region."""

from __future__ import annotations

from collections.abc import Sequence

from appliance.service.routing.strategies.strategy import Candidate, Wanted, with_trait

name = "by_region"
zh, en = "按地区", "By region"


def narrow(candidates: Sequence[Candidate], wanted: Wanted) -> Sequence[Candidate]:
    """Agents of the region, or all when it is not known or nobody is."""
    return with_trait(candidates, "region", [wanted.region])
