"""Signals: what the outcome of a search tells about whether it holds the answer at all.

Measured after ranking, from figures that are there already; no model, no further look at a text.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from appliance.ai.knowledge.agreement import Agreement
    from appliance.ai.knowledge.fusion import Candidate
    from appliance.ai.knowledge.index.spread import Spread

_USUAL_COSINE, _VARIES = 0.87, 0.03
"""For bases too small to tell how near their texts lie to one another."""


@dataclass(frozen=True, slots=True)
class Signals:
    """Nearness is counted in standard deviations of how near the base's texts lie to one another (`Spread.nearness`).

    Shares are 0 to 1.
    """

    near: float
    """Nearness of the best hit."""
    nearest: float
    """Nearness of the nearest text, which may be another."""
    crowd: float
    """Mean nearness of the five nearest: one text near among many that are not is a better sign than a crowd."""
    wide_crowd: float
    """The same of the ten nearest."""
    cosine: float
    """Raw cosine of the best hit."""
    said: float
    """Share, by rarity, of the question's words that the best hit says."""
    said_best: float
    """The same of whichever of the five best says most."""
    rare: float
    """Share of the four rarest words that the best hit says."""
    known: float
    """Share of the question's words that the base knows at all."""
    lead: float
    """Fused score of the best hit over the second."""
    wide_lead: float
    """The same over the tenth."""
    length: float
    """Logarithm of the number of different words and character pairs."""
    pair_lead: float
    """Nearness of the nearest pair over the nearest passage; 0 when the base has only one kind."""
    slope: float
    """Nearness of the fifth nearest over the twentieth: an intent that the base knows stands out with its several phrasings."""
    agreed: float
    """`Agreement.most`; 0 without one."""
    agreed_mean: float
    """`Agreement.mean`; 0 without one."""

    def figures(self) -> tuple[float, ...]:
        """In the order of the fields."""
        return astuple(self)


NAMES: tuple[str, ...] = tuple(field.name for field in fields(Signals))


def read(
    ranked: Sequence[tuple[Candidate, float]],
    spread: Spread | None,
    known: float,
    terms: int,
    agreement: Agreement | None = None,
) -> Signals | None:
    """The signals of candidates with their fused scores, best first; None when nothing was found."""
    if not ranked:
        return None
    best, score = ranked[0]
    near = sorted((_nearness(one, spread) for one, _ in ranked), reverse=True)
    pairs = [_nearness(one, spread) for one, _ in ranked if one.pair]
    passages = [_nearness(one, spread) for one, _ in ranked if not one.pair]
    return Signals(
        near=_nearness(best, spread),
        nearest=near[0],
        crowd=_mean(near[:5]),
        wide_crowd=_mean(near[:10]),
        cosine=best.dense,
        said=best.said,
        said_best=max(one.said for one, _ in ranked[:5]),
        rare=best.rare,
        known=known,
        lead=score - ranked[min(1, len(ranked) - 1)][1],
        wide_lead=score - ranked[min(9, len(ranked) - 1)][1],
        length=math.log(1 + terms),
        pair_lead=max(pairs) - max(passages) if pairs and passages else 0.0,
        slope=near[min(4, len(near) - 1)] - near[min(19, len(near) - 1)],
        agreed=agreement.most if agreement else 0.0,
        agreed_mean=agreement.mean if agreement else 0.0,
    )


def _nearness(one: Candidate, spread: Spread | None) -> float:
    if spread is None or one.own is None:
        return (one.dense - _USUAL_COSINE) / _VARIES
    return spread.nearness(one.own)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
