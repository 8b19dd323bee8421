"""Embedded Chroma as the keeper of vectors: ids and numbers, never a text, never metadata.

One collection a knowledge base (a filter over one collection of all would cost 16 to 34 times the search). Exactly one
process may open the folder (a second one would read stale results in silence), so a file lock is taken.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import threading
import time
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from appliance.ai.knowledge.errors import IndexInUse
from appliance.ai.knowledge.index.base_vectors import EXACT_UP_TO, BaseVectors
from appliance.core.kit.ids import new_id
from appliance.core.kit.logs import get_logger
from appliance.core.kit.quiet import hush

__all__ = ["EXACT_UP_TO", "ChromaVectors"]

# The default of 100 loses 7 % of the neighbours at 10,000 vectors.
SEARCH_EF = 400
PATIENCE = 5.0
"""Seconds to wait for the lock. A child that was just about to start when its parent was killed holds it a moment longer."""
_LOOK_EVERY = 0.02
_PREFIX = "base-"  # a collection's name needs three characters; a base's may have one

log = get_logger("knowledge")


class ChromaVectors:
    """The folder of all bases' vectors. `open` before use.

    A damaged folder is thrown away (the caller fills it again from the store).
    """

    def __init__(
        self, folder: Path, dim: int, *, exact_up_to: int = EXACT_UP_TO, patience: float = PATIENCE
    ) -> None:
        self.folder = folder
        self._dim = dim
        self._exact_up_to = exact_up_to
        self._patience = patience
        self._lock_file: int | None = None
        self._writing = threading.RLock()
        self._client: Any = None
        self._open = False
        self._bases: dict[str, BaseVectors] = {}

    @property
    def is_open(self) -> bool:
        """True once vectors can be searched."""
        return self._open

    @property
    def client(self) -> Any:
        """The Chroma client, or None before `open`."""
        return self._client

    def of(self, base: str) -> BaseVectors:
        """The vectors of one base; an unknown one has none yet. The same object each time, through damage and reset."""
        with self._writing:
            held = self._made(base)
            if self._client is not None and not held.is_open:
                held.begin(self._collection(base))
            return held

    def open(self) -> None:
        """Take the lock and load all vectors. Raises `IndexInUse` when another process keeps the folder."""
        until = time.monotonic() + self._patience
        while not self._opened():
            if time.monotonic() >= until:
                raise IndexInUse
            time.sleep(_LOOK_EVERY)

    def _opened(self) -> bool:
        """Open the folder unless another process has it."""
        with self._writing:
            if self.is_open:
                return True
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.chmod(0o700)
            if not self._took_lock():
                return False
            try:
                self._open_newest()
            except BaseException as error:
                # Chroma's native part panics with something that is no Exception when its files are damaged.
                if isinstance(error, KeyboardInterrupt | SystemExit):
                    raise
                log.warning("vectors.damaged", error=type(error).__name__)
                self.reset()
            return True

    def close(self) -> None:
        """Let the folder go; searches before the next `open` find nothing."""
        with self._writing:
            self._stop_client()
            if self._lock_file is not None:
                os.close(self._lock_file)
                self._lock_file = None

    def reset(self) -> None:
        """Throw all vectors of all bases away and begin with an empty folder."""
        with self._writing:
            self._stop_client()
            for path in self._generations():
                shutil.rmtree(path, ignore_errors=True)
            # A new name: Chroma keeps a process-wide memory of the folders it has opened.
            self._connect(self.folder / f"chroma-{new_id()}")
            for name, held in self._bases.items():
                held.begin(self._collection(name))
            self._open = True

    def clear(self, base: str) -> None:
        """Throw the vectors of one base away."""
        with self._writing:
            held = self.of(base)
            self._client.delete_collection(_PREFIX + base)
            held.begin(self._collection(base))

    def keep_only(self, bases: Collection[str]) -> None:
        """Forget collections of bases that there are no more, and those of an earlier form."""
        with self._writing:
            wanted = {_PREFIX + base for base in bases}
            for name in [each.name for each in self._client.list_collections()]:
                if name not in wanted:
                    self._client.delete_collection(name)
                    self._bases.pop(name.removeprefix(_PREFIX), None)

    def _took_lock(self) -> bool:
        if self._lock_file is not None:
            return True
        handle = os.open(self.folder / "in-use.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            return False
        self._lock_file = handle
        return True

    def _generations(self) -> list[Path]:
        return sorted(path for path in self.folder.glob("chroma-*") if path.is_dir())

    def _open_newest(self) -> None:
        generations = self._generations()
        path = generations[-1] if generations else self.folder / f"chroma-{new_id()}"
        for stale in generations[:-1]:
            shutil.rmtree(stale, ignore_errors=True)
        self._connect(path)
        for name in self._names():
            self._made(name).begin(self._collection(name))
        self._open = True

    def _names(self) -> Iterable[str]:
        there = [each.name for each in self._client.list_collections()]
        return {name.removeprefix(_PREFIX) for name in there if name.startswith(_PREFIX)} | set(self._bases)

    def _connect(self, path: Path) -> None:
        hush()
        import chromadb
        from chromadb.config import Settings

        self._client = chromadb.PersistentClient(
            path=str(path), settings=Settings(anonymized_telemetry=False)
        )

    def _collection(self, base: str) -> Any:
        return self._client.get_or_create_collection(
            _PREFIX + base,
            embedding_function=None,  # the default one would fetch a model from the network
            configuration={"hnsw": {"space": "cosine", "ef_search": SEARCH_EF}},
        )

    def _made(self, base: str) -> BaseVectors:
        if base not in self._bases:
            self._bases[base] = BaseVectors(self._dim, self._writing, self._exact_up_to)
        return self._bases[base]

    def _stop_client(self) -> None:
        self._open = False
        for held in self._bases.values():
            held.end()
        if self._client is not None:
            try:
                self._client._system.stop()
                self._client.clear_system_cache()
            except Exception as error:  # noqa: BLE001  a client that cannot stop is being thrown away anyway
                log.warning("vectors.client_not_stopped", error=type(error).__name__)
        self._client = None
