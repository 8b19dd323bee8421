"""Embedded Chroma as the keeper of vectors: ids and numbers, never a text, never metadata.

Exactly one process may open the folder (a second one would read stale results in silence), so a file
lock is taken. Up to `EXACT_UP_TO` vectors a search runs over a matrix loaded from Chroma; beyond that
Chroma's own graph answers.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import threading
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from appliance.ai.knowledge.errors import IndexInUse
from appliance.ai.knowledge.index.exact import ExactMatrix
from appliance.core.kit.ids import new_id
from appliance.core.kit.logs import get_logger
from appliance.core.kit.quiet import hush

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

EXACT_UP_TO = 50_000
COLLECTION = "passages"
# The default of 100 loses 7 % of the neighbours at 10,000 vectors.
SEARCH_EF = 400
_BATCH = 2000

log = get_logger("knowledge")


class ChromaVectors:
    """Vectors by id. `open` before use.

    A damaged folder is thrown away (the caller fills it again from the store).
    """

    def __init__(self, folder: Path, dim: int, *, exact_up_to: int = EXACT_UP_TO) -> None:
        self.folder = folder
        self._dim = dim
        self._exact_up_to = exact_up_to
        self._lock_file: int | None = None
        self._writing = threading.RLock()
        self._client: Any = None
        self._collection: Any = None
        self._matrix: ExactMatrix | None = None

    @property
    def is_open(self) -> bool:
        """True once vectors can be searched."""
        return self._matrix is not None

    @property
    def client(self) -> Any:
        """The Chroma client, or None before `open`."""
        return self._client

    def open(self) -> None:
        """Take the lock and load all vectors. Raises `IndexInUse` when another process has the folder."""
        with self._writing:
            if self.is_open:
                return
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.chmod(0o700)
            self._take_lock()
            try:
                self._open_newest()
            except BaseException as error:
                # Chroma's native part panics with something that is no Exception when its files are damaged.
                if isinstance(error, KeyboardInterrupt | SystemExit):
                    raise
                log.warning("vectors.damaged", error=type(error).__name__)
                self._start_empty()

    def close(self) -> None:
        """Let the folder go; searches before the next `open` find nothing."""
        with self._writing:
            self._stop_client()
            self._matrix = None
            if self._lock_file is not None:
                os.close(self._lock_file)
                self._lock_file = None

    def reset(self) -> None:
        """Throw all vectors away and begin with an empty folder."""
        with self._writing:
            self._start_empty()

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

    def nearest(
        self, vector: NDArray[np.float32], k: int, among: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """The k ids of the highest cosine, best first.

        With `among`, of those ids only. Empty before `open`.
        """
        matrix = self._matrix
        if matrix is None:
            return []
        if among is not None or len(matrix) <= self._exact_up_to:
            return matrix.nearest(vector, k, among)
        found = self._collection.query(query_embeddings=[vector], n_results=k, include=["distances"])
        return [(id_, 1.0 - float(d)) for id_, d in zip(found["ids"][0], found["distances"][0], strict=True)]

    def _take_lock(self) -> None:
        if self._lock_file is not None:
            return
        handle = os.open(self.folder / "in-use.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(handle)
            raise IndexInUse from error
        self._lock_file = handle

    def _generations(self) -> list[Path]:
        return sorted(path for path in self.folder.glob("chroma-*") if path.is_dir())

    def _open_newest(self) -> None:
        generations = self._generations()
        path = generations[-1] if generations else self.folder / f"chroma-{new_id()}"
        for stale in generations[:-1]:
            shutil.rmtree(stale, ignore_errors=True)
        self._connect(path)
        self._matrix = self._load()

    def _start_empty(self) -> None:
        self._stop_client()
        for path in self._generations():
            shutil.rmtree(path, ignore_errors=True)
        # A new name: Chroma keeps a process-wide memory of the folders it has opened.
        self._connect(self.folder / f"chroma-{new_id()}")
        self._matrix = ExactMatrix(self._dim)

    def _connect(self, path: Path) -> None:
        hush()
        import chromadb
        from chromadb.config import Settings

        self._client = chromadb.PersistentClient(
            path=str(path), settings=Settings(anonymized_telemetry=False)
        )
        self._collection = self._client.get_or_create_collection(
            COLLECTION,
            embedding_function=None,  # the default one would fetch a model from the network
            configuration={"hnsw": {"space": "cosine", "ef_search": SEARCH_EF}},
        )

    def _stop_client(self) -> None:
        if self._client is not None:
            try:
                self._client._system.stop()
                self._client.clear_system_cache()
            except Exception as error:  # noqa: BLE001  a client that cannot stop is being thrown away anyway
                log.warning("vectors.client_not_stopped", error=type(error).__name__)
        self._client = self._collection = None

    def _load(self) -> ExactMatrix:
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
        return matrix
