"""The knowledge base as the rest of the appliance sees it: search, and an index that keeps itself in step.

The store is the truth. Whenever its version counter has moved, the words are indexed anew, vectors that
are missing are made (or taken from the cache) and vectors of what is no longer published are dropped. A
damaged or missing vector folder is the same case: everything is missing. Until vectors are back, search
goes by words and says so.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from appliance.ai.knowledge import queries
from appliance.ai.knowledge.embedding_cache import CachedVectors
from appliance.ai.knowledge.errors import IndexInUse
from appliance.ai.knowledge.index.chroma import ChromaVectors
from appliance.ai.knowledge.index.snapshot import Entry, Snapshot, SnapshotBuilder
from appliance.ai.knowledge.retrieve import Found, Retriever
from appliance.core.kit.errors import ApplianceError
from appliance.core.kit.logs import get_logger

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from appliance.ai.inference.embedder import Embedder
    from appliance.ai.knowledge.screen import Screen
    from appliance.core.masking.text import MaskedText
    from appliance.core.store.session import Store

Progress = Callable[[int, int], None]

# Commits of other processes are noticed by looking; those of this process wake the keeper at once.
_LOOK_EVERY_SECONDS = 1.0
_BATCH = 64
# The index of a bank opens in three seconds; a damaged one is rebuilt behind search by words.
_LOADING_SECONDS = 15.0
# With more of the vectors missing than this, cosines would rank the lucky few: better go by words alone.
_MISSING_SHARE = 0.2

log = get_logger("knowledge")


@dataclass(frozen=True, slots=True)
class KnowledgeStatus:
    """`vectors` of `texts` are searchable by meaning; the sentences are for people."""

    state: Literal["loading", "rebuilding", "ready", "text_only"]
    texts: int
    vectors: int
    detail_zh: str
    detail_en: str


class KnowledgeBase:
    """One object per process; only the process that holds the vector folder searches by meaning."""

    def __init__(
        self,
        store: Store,
        vectors: ChromaVectors,
        embedder: Embedder,
        uploads: Path | None = None,
        screen: Screen | None = None,
    ) -> None:
        self.store = store
        self.screen = screen  # None only where nothing that was written by people is imported: tests
        self.vectors = vectors
        self.embedder = embedder
        self.uploads = uploads or Path(vectors.folder.parent / "uploads")
        self.cache = CachedVectors(store, embedder)
        self._builder = SnapshotBuilder()
        self._snapshot: Snapshot | None = None
        self._missing = 0
        self._refreshing = threading.RLock()
        self._nudged = threading.Event()
        self._closing = threading.Event()
        self._looked = threading.Event()  # the keeper has opened the vectors, or knows that it cannot
        self._keeper: threading.Thread | None = None
        self._text_reason: ApplianceError | None = None
        self._retriever = Retriever(store, vectors, embedder, self._current, self._by_words_only)

    @property
    def ready(self) -> bool:
        """True when every published text can be found by meaning and by words."""
        return self._snapshot is not None and self.vectors.is_open and self._missing == 0

    @property
    def version(self) -> int:
        """The version of the knowledge that searches see; rises with every publish and withdrawal."""
        return self._current().version

    def texts(self) -> Sequence[str]:
        """All published texts (passages with title and headings; qa pairs with their answer)."""
        with self.store.reading() as s:
            return queries.published_texts(s)

    def search(self, question: MaskedText, k: int = 6, vector: NDArray[np.float32] | None = None) -> Found:
        """The k best published passages and qa pairs, see `Retriever.search`.

        A question in the first seconds after the start waits for the index: by words alone it might be told that
        nothing is published.
        """
        if self._keeper is not None:
            self._looked.wait(_LOADING_SECONDS)
        return self._retriever.search(question, k, vector)

    def status(self) -> KnowledgeStatus:
        """What the index is doing, for the operations page and `doctor`."""
        texts = len(self._snapshot.keys) if self._snapshot is not None else 0
        vectors = max(0, texts - self._missing) if self.vectors.is_open else 0
        if self._text_reason is not None:
            reason = self._text_reason
            return KnowledgeStatus("text_only", texts, vectors, reason.zh, reason.en)
        if self._snapshot is None or not self.vectors.is_open:
            return KnowledgeStatus(
                "loading", texts, vectors, "知识索引正在载入。", "The knowledge index is loading."
            )
        if self._missing:
            return KnowledgeStatus(
                "rebuilding",
                texts,
                vectors,
                f"正在建立向量索引（{vectors}/{texts}），目前按关键词检索。",
                f"The vector index is being built ({vectors}/{texts}); search goes by words meanwhile.",
            )
        return KnowledgeStatus("ready", texts, vectors, "知识索引正常。", "The knowledge index is in order.")

    def start(self) -> None:
        """Load in a thread of its own and keep in step from then on. Search works by words within moments."""
        if self._keeper is None:
            self._closing.clear()
            self.store.on_commit(self.nudge)
            self._keeper = threading.Thread(target=self._keep, name="knowledge-keeper", daemon=True)
            self._keeper.start()

    def load(self) -> None:
        """Open the vectors and catch up, now and in this thread. Raises `IndexInUse`."""
        with self._refreshing:
            self.vectors.open()
            self._text_reason = None
            self.refresh(force=True)

    def close(self) -> None:
        """Stop keeping in step and let the vector folder go."""
        self._closing.set()
        self._nudged.set()
        if self._keeper is not None:
            self._keeper.join(timeout=30)
            self._keeper = None
        self.vectors.close()

    def nudge(self) -> None:
        """Something was committed; the keeper looks whether it was knowledge."""
        self._nudged.set()

    def refresh(self, *, force: bool = False, progress: Progress | None = None) -> None:
        """Bring the index in step with the store if the version has moved.

        Returns when all of it is searchable.
        """
        with self._refreshing:
            with self.store.reading() as s:
                number = queries.version(s)
                current = self._snapshot
                if current is not None and current.version == number and not force and not self._missing:
                    return
                entries = queries.entries(s)
            fresh = self._builder.build(number, entries)
            held = self.vectors.ids()
            missing = [entry for entry in entries if entry.key not in held]
            self._missing = len(missing)
            self._snapshot = fresh
            if self.vectors.is_open:
                self._looked.set()  # what is still missing is made behind search by words
                self._mend(entries, missing, held, progress)

    def reindex(self, progress: Progress | None = None) -> int:
        """Throw the vectors away and make them again from the store; returns how many.

        Search goes by words meanwhile. Texts embedded before come from the cache, so this takes seconds,
        not the time of the first import.
        """
        with self._refreshing:
            self.vectors.open()
            self._missing = len(self._current().keys)
            self.vectors.reset()
            self.refresh(force=True, progress=progress)
            return len(self._current().keys)

    def _mend(
        self, entries: Sequence[Entry], missing: Sequence[Entry], held: set[str], progress: Progress | None
    ) -> None:
        wanted = {entry.key for entry in entries}
        gone = held - wanted
        try:
            if gone:
                self.vectors.drop(gone)
            for start in range(0, len(missing), _BATCH):
                if self._closing.is_set():
                    return
                part = missing[start : start + _BATCH]
                self.vectors.put(
                    [entry.key for entry in part], self.cache.get([entry.text for entry in part])
                )
                self._missing -= len(part)
                if progress:
                    progress(start + len(part), len(missing))
        except ApplianceError:
            raise
        except Exception as error:
            # Chroma could not write: its folder is damaged or gone. Begin a new one; the next look fills it.
            log.warning("vectors.damaged", error=type(error).__name__)
            self._missing = len(entries)
            self.vectors.reset()
            raise

    def _current(self) -> Snapshot:
        if self._snapshot is None:
            with self._refreshing:
                if self._snapshot is None:
                    with self.store.reading() as s:
                        number, entries = queries.version(s), queries.entries(s)
                    self._missing = len(entries)
                    self._snapshot = self._builder.build(number, entries)
        snapshot = self._snapshot
        assert snapshot is not None
        return snapshot

    def _by_words_only(self) -> bool:
        snapshot = self._current()
        return not self.vectors.is_open or self._missing > _MISSING_SHARE * len(snapshot.keys) + 8

    def _warm(self) -> None:
        """Load what the first question would otherwise wait for (llama_index alone takes 2 to 3 s)."""
        from appliance.ai.knowledge import llama_retriever  # noqa: F401
        from appliance.core.masking.text import MaskedText

        self.embedder.query(MaskedText.trusted("你好"))

    def _keep(self) -> None:
        try:
            self._current()
            self._warm()
        except Exception as error:  # noqa: BLE001  searches still work, the first one more slowly
            log.warning("knowledge.not_warm", error=type(error).__name__)
        while not self._closing.is_set():
            self._nudged.clear()
            try:
                self._current()
                self.vectors.open()
                self._text_reason = None
                self.refresh()
                self._looked.set()
            except IndexInUse as error:
                self._text_reason = error
                self._words_of_now()
                self._looked.set()
            except Exception as error:  # noqa: BLE001  whatever happened, the keeper must look again
                self._looked.set()
                log.warning("knowledge.refresh_failed", error=type(error).__name__)
                self._closing.wait(_LOOK_EVERY_SECONDS)
            self._nudged.wait(_LOOK_EVERY_SECONDS)

    def _words_of_now(self) -> None:
        """Without vectors the words at least stay in step."""
        with self._refreshing, self.store.reading() as s:
            number = queries.version(s)
            if self._snapshot is None or self._snapshot.version != number:
                entries = queries.entries(s)
                self._missing = len(entries)
                self._snapshot = self._builder.build(number, entries)
