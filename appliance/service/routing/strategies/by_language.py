"""Whoever speaks the visitor's language."""

from __future__ import annotations

from collections.abc import Sequence

from appliance.service.routing.strategies.strategy import Candidate, Wanted, with_trait

name = "by_language"
zh, en = "按语言", "By language"


def narrow(candidates: Sequence[Candidate], wanted: Wanted) -> Sequence[Candidate]:
    """Agents of the language, or all when nobody is."""
    return with_trait(candidates, "language", [wanted.lang])
