"""Vectors of texts seen before. Makes a broken import, a new version and a rebuilt index cheap."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from appliance.ai.knowledge.tables import EmbeddingCache

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from appliance.ai.inference.embedder import Embedder
    from appliance.core.store.session import Store

# Small, so that progress shows and little is lost when the process ends: a second or three of work.
_BATCH = 16
_LOOK_UP = 400


class CachedVectors:
    """Vectors from the cache where known, else from the embedder, which are then kept.

    Opens no long transaction.
    """

    def __init__(self, store: Store, embedder: Embedder) -> None:
        self._store = store
        self._embedder = embedder

    def get(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        """Shape (n, dim); `progress(done, total)` after each batch."""
        return self._vectors(texts, self._embedder.passages, [self._hash(text) for text in texts], progress)

    def asked(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of the bank's own wordings as if a visitor asked them, shape (n, dim)."""
        return self._vectors(texts, self._embedder.wordings, [self._hash(f"asked\n{text}") for text in texts])

    def _vectors(
        self,
        texts: Sequence[str],
        embed: Callable[[Sequence[str]], NDArray[np.float32]],
        hashes: Sequence[str],
        progress: Callable[[int, int], None] | None = None,
    ) -> NDArray[np.float32]:
        import numpy as np

        held = self._known(hashes)
        # Texts of like length together: the model works on all of a batch as long as its longest.
        missing = sorted(
            (i for i, hash_ in enumerate(hashes) if hash_ not in held), key=lambda i: len(texts[i])
        )
        done = len(texts) - len(missing)
        if progress:
            progress(done, len(texts))
        for start in range(0, len(missing), _BATCH):
            places = missing[start : start + _BATCH]
            vectors = embed([texts[i] for i in places])
            with self._store.writing() as s:
                for place, vector in zip(places, vectors, strict=True):
                    row = {"hash": hashes[place], "vector": np.asarray(vector, "<f4").tobytes()}
                    s.execute(insert(EmbeddingCache).values(row).on_conflict_do_nothing())
            held |= {hashes[place]: vector for place, vector in zip(places, vectors, strict=True)}
            done += len(places)
            if progress:
                progress(done, len(texts))
        if not texts:
            return np.empty((0, self._embedder.dim), np.float32)
        return np.stack([held[hash_] for hash_ in hashes])

    def _known(self, hashes: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        import numpy as np

        out: dict[str, NDArray[np.float32]] = {}
        with self._store.reading() as s:
            for start in range(0, len(hashes), _LOOK_UP):
                rows = s.execute(
                    select(EmbeddingCache.hash, EmbeddingCache.vector).where(
                        EmbeddingCache.hash.in_(hashes[start : start + _LOOK_UP])
                    )
                )
                out |= {hash_: np.frombuffer(vector, "<f4") for hash_, vector in rows}
        return {hash_: vector for hash_, vector in out.items() if vector.shape == (self._embedder.dim,)}

    def _hash(self, text: str) -> str:
        return hashlib.sha256(f"{self._embedder.name}\n{text}".encode()).hexdigest()
