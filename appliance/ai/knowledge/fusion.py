"""Likeness of meaning and words in common become one order: a weighted sum of scores, never of ranks.

Where words say nothing (Chinese question, English text) rank fusion drags the right text down (recall@1 .69 to .26 on XQuAD zh
to en); here words weigh by how much of the question the base knows at all, which is next to nothing then.

Weights were found on a bank's set of 400 questions (documents, tables and pairs), on WIKI, BANKING77 and XQuAD; see
`tests/benchmarks/retrieval.py`. A question lies nearer to another question than to a text that answers it, in meaning and by
words, so a pair is held back unless it asks nearly the same (cosine from .94, not at all from .97).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

COSINE = 10.0
LIKENESS = 7.0
"""Of the part of the vectors that is a text's own; see `index/spread.py`."""
WORDS = 3.8
SHARE = 2.6
BETWEEN_ENGLISH = 0.2
"""Words of one English text say less than pairs of Chinese characters: they weigh by this much."""
LENGTH, WORDING = 0.7, 60
"""Of a text's length in characters, by its logarithm: between passages that say as much of the question, the longer one holds the
answer more often, and BM25 has held its length against it. As loud as the words, so that it says nothing across languages; silent
below so many characters, where a text is a wording, and where pairs compete: their lengths say nothing."""
PAIR = 3.2
NEARLY_ASKED, ASKED = 0.94, 0.97


class Candidate(NamedTuple):
    """A passage or pair with what was found out about it; see `Look` and `Spread` for the meaning of the figures.

    `own` is None where the base has too few texts.
    """

    dense: float
    own: float | None
    bm25: float
    share: float
    lang: str
    pair: bool = False
    said: float = 0.0
    rare: float = 0.0
    length: int = 0


def fuse(
    candidates: Mapping[str, Candidate], *, lang: str, known: float, dense_known: bool
) -> dict[str, float]:
    """A score for each candidate; only differences mean something. Without any vectors the words decide alone.

    `lang` is the question's, `known` the share of it that the base knows by words.
    """
    if not candidates:
        return {}
    voice = min(1.0, 2 * known) if dense_known else 1.0
    if lang == "en" and any(one.lang == "en" for one in candidates.values()):
        voice *= BETWEEN_ENGLISH
    nearest = max(one.dense for one in candidates.values())
    owns = [one.own for one in candidates.values() if one.own is not None]
    own_nearest = max(owns, default=0.0)
    most = max(one.bm25 for one in candidates.values()) or 1.0
    passages_only = not any(one.pair for one in candidates.values())
    longest = max(WORDING, *(one.length for one in candidates.values()))
    out: dict[str, float] = {}
    for key, one in candidates.items():
        score = voice * (WORDS * one.bm25 / most + SHARE * one.share)
        if passages_only:
            score -= voice * LENGTH * math.log(longest / max(WORDING, one.length))
        if dense_known:
            score += _meaning(one, nearest, own_nearest)
        if one.pair:
            score -= PAIR * min(1.0, max(0.0, (ASKED - one.dense) / (ASKED - NEARLY_ASKED)))
        out[key] = score
    return out


def _meaning(one: Candidate, nearest: float, own_nearest: float) -> float:
    if one.own is None:  # no spread known: a difference in cosine is worth what it is on average with one
        return (COSINE + LIKENESS / 0.3) * (one.dense - nearest)
    return COSINE * (one.dense - nearest) + LIKENESS * (one.own - own_nearest)


def shown(score: float) -> float:
    """A fused score as a figure between 0 and 1 that keeps the order."""
    return 1 / (1 + math.exp(-score / 2))
