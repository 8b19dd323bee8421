"""The best hits of a search put in order once more by a re-ranker, where the bank has brought one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from appliance.core.kit.logs import get_logger

if TYPE_CHECKING:
    from appliance.ai.inference.reranker import Reranker
    from appliance.ai.knowledge.hits import Hit
    from appliance.core.masking.text import MaskedText

DEPTH = 12
"""How many hits are read together with the question; each costs a pass of the re-ranker."""
WEIGHT = 0.7
"""Of the re-ranker's figure in the new score; the rest is the search's own."""

log = get_logger("knowledge")


def reranked(reranker: Reranker, question: MaskedText, hits: Sequence[Hit]) -> list[Hit]:
    """The hits in their new order. A re-ranker that fails changes nothing."""
    first, rest = list(hits[:DEPTH]), list(hits[DEPTH:])
    try:
        scores = reranker.scores(question, [_read(hit) for hit in first])
    except Exception as error:  # noqa: BLE001  a search without a second look is better than none
        log.warning("knowledge.reranker_failed", name=reranker.name, error=type(error).__name__)
        return [*first, *rest]
    looked = [
        replace(hit, score=(1 - WEIGHT) * hit.score + WEIGHT * score)
        for hit, score in zip(first, scores, strict=True)
    ]
    looked.sort(key=lambda hit: -hit.score)
    lowest = looked[-1].score if looked else 0.0
    return looked + [replace(hit, score=min(hit.score, lowest)) for hit in rest]


def _read(hit: Hit) -> str:
    said = [hit.question, hit.text] if hit.kind == "qa" else [hit.document_title, hit.heading, hit.text]
    return "\n".join(part for part in said if part)
