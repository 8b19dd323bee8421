"""Number guard: a rate, amount, limit, date, day count or phone number may be sent only if it stands in a passage.

How a number is written does not matter (3.5% = 百分之三点五, 1,000 = 一千); its unit and its value do.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from appliance.ai.answering.quantities import Quantity, quantities
from appliance.ai.answering.units import PLAIN

_LOOSE = {PLAIN, "count"}  # units that say nothing about what is counted


def unsupported_numbers(sentence: str, passage_texts: Sequence[str]) -> list[str]:
    """The numbers of `sentence`, as written, that stand in none of `passage_texts`; empty when all do."""
    have = [q for text in passage_texts for q in quantities(text)]
    return [q.shown for q in quantities(sentence) if not any(same(q, other) for other in have)]


def same(said: Quantity, published: Quantity) -> bool:
    """Whether the number said is the published one. A published date may say more than the sentence, never less."""
    if said.kind == "date" or published.kind == "date":
        return said.kind == published.kind and _date_within(said, published)
    if said.values.isdisjoint(published.values):
        return False
    if said.kind == published.kind:
        return True
    if {said.kind, published.kind} == {"share", PLAIN}:
        return False  # 0.035 is not how a bank writes 3.5%
    return bool({said.kind, published.kind} & _LOOSE)


def _date_within(said: Quantity, published: Quantity) -> bool:
    (said_date,), (published_date,) = said.values, published.values
    if isinstance(said_date, Decimal) or isinstance(published_date, Decimal):
        return False
    pairs = zip(said_date.split("-"), published_date.split("-"), strict=True)
    return all(a in ("*", b) for a, b in pairs)
