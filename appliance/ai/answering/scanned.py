"""Figures that were read from a picture: sent only when a passage that was not, or that was read surely, has them too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appliance.ai.answering.quantities import quantities
from appliance.ai.knowledge.readers.block import OCR_SURE

if TYPE_CHECKING:
    from appliance.ai.knowledge.hits import Hit

CHECK = "figures from a poor scan"


def doubtful(hit: Hit) -> bool:
    """Whether the passage was read from a picture so poorly that its figures may be wrong."""
    return hit.kind == "passage" and hit.ocr_confidence is not None and hit.ocr_confidence < OCR_SURE


def unsure(words: str, hit: Hit) -> bool:
    """Whether the words carry a figure that rests on such a passage alone."""
    return doubtful(hit) and bool(quantities(words))
