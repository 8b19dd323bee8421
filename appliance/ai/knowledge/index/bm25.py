"""Word matching: Okapi BM25 over Chinese characters with their bigrams, and words for everything else.

Bigrams need no dictionary and measure as well as or better than a segmenter on Chinese questions. Parameters
k1 = 1.5, b = 0.75 (Robertson and Zaragoza 2009, section 3.2).
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

K1 = 1.5
B = 0.75
_RAREST = 4

_PIECE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[a-z0-9]+(?:[.,][0-9]+)*")


def terms(text: str) -> list[str]:
    """Characters and bigrams of Chinese runs, words and numbers of the rest; width and case folded."""
    out: list[str] = []
    for piece in _PIECE.findall(unicodedata.normalize("NFKC", text).lower()):
        if piece[0] >= "\u3400":
            out.extend(piece)
            out.extend(piece[i : i + 2] for i in range(len(piece) - 1))
        else:
            out.append(piece)
    return out


@dataclass(frozen=True, slots=True)
class Counted:
    """The terms of one text: ids in the vocabulary, how often each occurs, their sum, and the text's characters."""

    ids: NDArray[np.int32]
    times: NDArray[np.float32]
    length: int
    characters: int


class Vocabulary:
    """Numbers terms; grows while texts are counted. Safe to share between threads."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._ids)

    def count(self, text: str) -> Counted:
        """Count the terms of a text, numbering new ones."""
        import numpy as np

        counts = Counter(terms(text))
        with self._lock:
            ids = [self._ids.setdefault(term, len(self._ids)) for term in counts]
        times = np.fromiter(counts.values(), np.float32, len(counts))
        return Counted(np.asarray(ids, np.int32), times, int(times.sum()), len(text))

    def id_of(self, term: str) -> int:
        """The number of a term, -1 when no text ever said it."""
        return self._ids.get(term, -1)


@dataclass(frozen=True, slots=True)
class Look:
    """How every text answers to a question's words; arrays of shape (n,).

    `scores` is BM25, 0 where no term is shared. `share` is the share, by rarity, of what the base knows of the question that
    the text says, `said` the same of the whole question (terms that no text knows count as the rarest; at most 1).
    `rare` is the share of its four rarest terms that the text says; `known` the share of the question that the base knows
    at all, and `terms` how many different ones it has.
    """

    scores: NDArray[np.float32]
    share: NDArray[np.float32]
    said: NDArray[np.float32]
    rare: NDArray[np.float32]
    known: float
    terms: int


class Bm25:
    """Scores of all texts for a question. Immutable; a change of the texts builds a new one."""

    def __init__(self, vocabulary: Vocabulary, texts: Sequence[Counted]) -> None:
        import numpy as np

        self._vocabulary = vocabulary
        self._size = len(texts)
        self.characters = [text.characters for text in texts]
        """How long each text is."""
        if not texts:
            return
        lengths = np.asarray([text.length for text in texts], np.float32)
        term_ids = np.concatenate([text.ids for text in texts])
        times = np.concatenate([text.times for text in texts])
        owners = np.repeat(np.arange(len(texts), dtype=np.int32), [len(text.ids) for text in texts])
        order = np.argsort(term_ids, kind="stable")
        term_ids, times, owners = term_ids[order], times[order], owners[order]
        self._starts = np.searchsorted(term_ids, np.arange(len(vocabulary) + 1))
        holders = np.diff(self._starts)
        self._idf = np.log(1 + (len(texts) - holders + 0.5) / (holders + 0.5)).astype(np.float32)
        norm = K1 * (1 - B + B * lengths / max(float(lengths.mean()), 1.0))
        self._owners = owners
        self._weights = self._idf[term_ids] * times * (K1 + 1) / (times + norm[owners])
        self._rarest = float(np.log(1 + (len(texts) + 0.5) / 0.5))

    def look(self, question: str, others: Mapping[str, float] | None = None) -> Look:
        """What the texts say of the question; `others` are other words for parts of it, each with its weight (0 to 1)."""
        import numpy as np

        empty = np.zeros(self._size, np.float32)
        if not self._size:
            return Look(empty, empty, empty, empty, 0.0, 0)
        weights = dict.fromkeys(terms(question), 1.0)
        asked = list(weights)
        for words, weight in (others or {}).items():
            for term in terms(words):
                weights.setdefault(term, weight)
        scores, said, rare = empty.copy(), empty.copy(), empty.copy()
        attainable = known = whole = 0.0
        rarities: list[tuple[float, slice | None]] = []
        for term, weight in weights.items():
            number = self._vocabulary.id_of(term)
            part = self._part(number)
            rarity = self._rarest if part is None else float(self._idf[number])
            if part is not None:
                scores[self._owners[part]] += weight * self._weights[part]
                said[self._owners[part]] += weight * rarity
                attainable += weight * rarity
            if len(rarities) < len(asked):  # the question's own terms come first
                rarities.append((rarity, part))
                whole += rarity
                known += 0.0 if part is None else rarity
        rarest = sorted(rarities, key=lambda each: -each[0])[:_RAREST]
        for _, part in rarest:
            if part is not None:
                rare[self._owners[part]] += 1 / len(rarest)
        whole = max(whole, 1e-6)
        return Look(
            scores,
            said / max(attainable, 1e-6),
            np.minimum(1.0, said / whole),
            rare,
            min(1.0, max(known, attainable) / whole),
            len(asked),
        )

    def scores(self, question: str) -> NDArray[np.float32]:
        """One score per text, 0 where no term is shared; shape (n,)."""
        return self.look(question).scores

    def _part(self, number: int) -> slice | None:
        """Where the texts that say this term stand; None when none does."""
        # Terms numbered after this index was built belong to no text of it.
        if number < 0 or number + 1 >= len(self._starts):
            return None
        start, end = int(self._starts[number]), int(self._starts[number + 1])
        return slice(start, end) if end > start else None
