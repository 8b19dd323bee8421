"""Word matching: Okapi BM25 over Chinese characters with their bigrams, and words for everything else.

Bigrams need no dictionary and measure as well as or better than a segmenter on Chinese questions. Parameters
k1 = 1.5, b = 0.75 (Robertson and Zaragoza 2009, section 3.2).
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

K1 = 1.5
B = 0.75

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
    """The terms of one text: ids in the vocabulary, how often each occurs, and their sum."""

    ids: NDArray[np.int32]
    times: NDArray[np.float32]
    length: int


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
        return Counted(np.asarray(ids, np.int32), times, int(times.sum()))

    def known(self, text: str) -> list[int]:
        """Ids of the distinct terms of a text, unknown ones left out."""
        return [self._ids[term] for term in dict.fromkeys(terms(text)) if term in self._ids]


class Bm25:
    """Scores of all texts for a question. Immutable; a change of the texts builds a new one."""

    def __init__(self, vocabulary: Vocabulary, texts: Sequence[Counted]) -> None:
        import numpy as np

        self._vocabulary = vocabulary
        self._size = len(texts)
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
        idf = np.log(1 + (len(texts) - holders + 0.5) / (holders + 0.5)).astype(np.float32)
        norm = K1 * (1 - B + B * lengths / max(float(lengths.mean()), 1.0))
        self._owners = owners
        self._weights = idf[term_ids] * times * (K1 + 1) / (times + norm[owners])

    def scores(self, question: str) -> NDArray[np.float32]:
        """One score per text, 0 where no term is shared; shape (n,)."""
        import numpy as np

        out = np.zeros(self._size, np.float32)
        if self._size:
            for term in self._vocabulary.known(question):
                # Terms numbered after this index was built belong to no text of it.
                if term + 1 < len(self._starts):
                    part = slice(self._starts[term], self._starts[term + 1])
                    out[self._owners[part]] += self._weights[part]
        return out
