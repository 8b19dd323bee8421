"""Cosines of hits that were found by words alone.

While an index loads or is rebuilt, what its words find can still be held against the question by meaning: the texts' vectors
lie in the cache. Who judges a hit by its cosine then judges as always.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from appliance.ai.knowledge.queries import index_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from appliance.ai.knowledge.hits import Hit

    Vectors = Callable[[Sequence[str]], NDArray[np.float32]]


def with_cosines(hits: Sequence[Hit], vector: NDArray[np.float32], vectors: Vectors) -> list[Hit]:
    """The same hits in the same order, each with the cosine of its best wording.

    `vectors` gives those of texts as they are indexed, shape (n, dim); `vector` is the question's, shape (dim,).
    """
    said = [_indexed(hit) for hit in hits]
    cosines = vectors([text for texts in said for text in texts]) @ vector
    out: list[Hit] = []
    start = 0
    for hit, texts in zip(hits, said, strict=True):
        out.append(replace(hit, dense=float(cosines[start : start + len(texts)].max())))
        start += len(texts)
    return out


def _indexed(hit: Hit) -> list[str]:
    if hit.kind == "qa":
        return [hit.question, *hit.phrasings]
    return [index_text(hit.document_title, hit.heading, hit.text)]
