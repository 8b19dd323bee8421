"""The vectors of one knowledge base, by id.

Up to `EXACT_UP_TO` vectors a search runs over a matrix loaded from Chroma; beyond that Chroma's own graph answers.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from appliance.ai.knowledge.index.exact import ExactMatrix
from appliance.ai.knowledge.index.spread import Spread, spread_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

EXACT_UP_TO = 50_000
_BATCH = 2000


class BaseVectors:
    """Made by `ChromaVectors.of`; empty while the folder is not open."""

    def __init__(self, dim: int, writing: threading.RLock, exact_up_to: int = EXACT_UP_TO) -> None:
        self._dim = dim
        self._writing = writing
        self._exact_up_to = exact_up_to
        self._collection: Any = None
        self._matrix: ExactMatrix | None = None

    def __len__(self) -> int:
        matrix = self._matrix
        return 0 if matrix is None else len(matrix)

    @property
    def is_open(self) -> bool:
        """True once vectors can be searched."""
        return self._matrix is not None

    def begin(self, collection: Any) -> None:
        """Stand on `collection`, with what it holds."""
        self._collection = collection
        self.load()

    def end(self) -> None:
        """Let go; searches find nothing."""
        self._collection = self._matrix = None

    def ids(self) -> set[str]:
        """Ids of all vectors."""
        return self._matrix.ids() if self._matrix is not None else set()

    def put(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Add or replace vectors, shape (n, dim), length 1 each."""
        with self._writing:
            for start in range(0, len(ids), _BATCH):
                part = slice(start, start + _BATCH)
                self._collection.upsert(ids=list(ids[part]), embeddings=vectors[part])
            if self._matrix is not None:
                self._matrix.put(ids, vectors)

    def drop(self, ids: Iterable[str]) -> None:
        """Remove vectors; unknown ids are no error."""
        gone = list(ids)
        with self._writing:
            for start in range(0, len(gone), _BATCH):
                self._collection.delete(ids=gone[start : start + _BATCH])
            if self._matrix is not None:
                self._matrix.drop(gone)

    def rows(self, ids: Sequence[str]) -> tuple[list[str], NDArray[np.float32]]:
        """Those of the ids that have a vector, and the vectors, shape (n, dim)."""
        import numpy as np

        matrix = self._matrix
        return matrix.rows(ids) if matrix is not None else ([], np.empty((0, self._dim), np.float32))

    def spread(self, targets: Mapping[str, str]) -> Spread | None:
        """What these vectors have in common; `targets` says what each id belongs to. None for few vectors."""
        matrix = self._matrix
        if matrix is None:
            return None
        ids, vectors = matrix.everything()
        return spread_of(vectors, [targets.get(id_, id_) for id_ in ids])

    def nearest(
        self, vector: NDArray[np.float32], k: int, among: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """The k ids of the highest cosine, best first.

        With `among`, of those ids only. Empty while the folder is not open.
        """
        matrix, collection = self._matrix, self._collection
        if matrix is None or collection is None:
            return []
        if among is not None or len(matrix) <= self._exact_up_to:
            return matrix.nearest(vector, k, among)
        found = collection.query(query_embeddings=[vector], n_results=k, include=["distances"])
        return [(id_, 1.0 - float(d)) for id_, d in zip(found["ids"][0], found["distances"][0], strict=True)]

    def load(self) -> None:
        """Read all vectors into memory. Raises when the collection holds something else."""
        import numpy as np

        matrix = ExactMatrix(self._dim)
        ids: list[str] = []
        parts: list[NDArray[np.float32]] = []
        total = self._collection.count()
        for offset in range(0, total, _BATCH):
            page = self._collection.get(include=["embeddings"], limit=_BATCH, offset=offset)
            vectors = np.asarray(page["embeddings"], np.float32)
            if vectors.shape != (len(page["ids"]), self._dim) or not len(page["ids"]):
                raise ValueError("vectors of another size")
            # What lost its length on disk is treated as missing, so that it is written again.
            sound = np.abs(np.linalg.norm(vectors, axis=1) - 1) < 0.01
            ids += [id_ for id_, good in zip(page["ids"], sound, strict=True) if good]
            parts.append(vectors[sound])
        if parts:
            matrix.put(ids, np.concatenate(parts))
        self._matrix = matrix
