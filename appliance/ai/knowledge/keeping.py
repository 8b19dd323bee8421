"""The indexes of all bases, kept in step with the store.

The store is the truth. Whenever the version of a base has moved, its words are indexed anew before the next search is
answered, vectors that are missing are made (or taken from the cache) and vectors of what is no longer published are
dropped. A damaged or missing vector folder is the same case: everything is missing. Until vectors are back, search goes by
words and says so.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from appliance.ai.knowledge import actions, queries
from appliance.ai.knowledge import bases as books
from appliance.ai.knowledge.embedding_cache import CachedVectors
from appliance.ai.knowledge.errors import IndexInUse
from appliance.ai.knowledge.index.base_index import BaseIndex
from appliance.ai.knowledge.status import KnowledgeStatus, status_of
from appliance.core.kit.errors import ApplianceError
from appliance.core.kit.logs import get_logger

if TYPE_CHECKING:
    from appliance.ai.inference.embedder import Embedder
    from appliance.ai.knowledge.gate import Proposal
    from appliance.ai.knowledge.index.chroma import ChromaVectors
    from appliance.core.store.session import Store

Progress = Callable[[int, int], None]

# Commits of other processes are noticed by looking; those of this process wake the keeper at once.
_LOOK_EVERY_SECONDS = 1.0
# The index of a bank opens in three seconds, on a machine that loads an engine beside it and reads from a cold disk in
# thirty; a damaged one is rebuilt behind search by words.
_LOADING_SECONDS = 45.0

log = get_logger("knowledge")


class KeptIndexes:
    """What of the knowledge base is derived; only the process that holds the vector folder searches by meaning."""

    def __init__(self, store: Store, vectors: ChromaVectors, embedder: Embedder) -> None:
        self.store = store
        self.vectors = vectors
        self.embedder = embedder
        self.cache = CachedVectors(store, embedder)
        self._indexes: dict[str, BaseIndex] = {}
        self._indexing = threading.Lock()
        self._refreshing = threading.RLock()
        self._nudged = threading.Event()
        self._closing = threading.Event()
        self._looked = threading.Event()  # the keeper has opened the vectors, or knows that it cannot
        self._keeper: threading.Thread | None = None
        self._text_reason: ApplianceError | None = None
        self._lookers: list[Callable[[], None]] = []
        self._told: dict[str, int | None] | None = None

    @property
    def ready(self) -> bool:
        """True when every published text can be found by meaning and by words."""
        indexes = list(self._indexes.values())
        return bool(indexes) and self.vectors.is_open and not any(each.missing for each in indexes)

    def index(self, base: str) -> BaseIndex:
        """The index of one base."""
        with self._indexing:
            if base not in self._indexes:
                self._indexes[base] = BaseIndex(base, self.vectors.of(base), self.cache)
            return self._indexes[base]

    def await_opening(self) -> None:
        """Wait until the keeper, if there is one, has opened the vectors or knows that it cannot."""
        if self._keeper is not None:
            self._looked.wait(_LOADING_SECONDS)

    def when_in_step(self, look: Callable[[], None]) -> None:
        """Have the keeper call `look`, which must not take long, when it has loaded the indexes and at every change after."""
        self._lookers.append(look)

    def prepare(self, proposal: Proposal, progress: Progress | None = None) -> None:
        """Make the vectors of what is about to be published, so that it takes the place of the old at one moment."""
        if not self.vectors.is_open:
            return
        with self.store.reading() as s:
            entries = queries.proposed_entries(s, proposal.documents, proposal.pairs)
        try:
            self.index(proposal.base).prepare(entries, self._closing, progress)
        except ApplianceError as error:
            log.warning("knowledge.not_prepared", reason=error.en)
        except Exception as error:  # noqa: BLE001  the keeper mends it; the words are there meanwhile
            log.warning("knowledge.not_prepared", error=type(error).__name__)

    def status(self) -> KnowledgeStatus:
        """What the index is doing, for the operations page and `doctor`."""
        indexes = list(self._indexes.values())
        return status_of(
            sum(each.texts for each in indexes),
            sum(each.missing for each in indexes),
            opened=bool(indexes) and self.vectors.is_open,
            hindered=self._text_reason,
        )

    def start(self) -> None:
        """Load in a thread of its own and keep in step from then on. Search works by words within moments."""
        if self._keeper is None:
            self._closing.clear()
            actions.tell(self.store, self.nudge)
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
        """Something was published or withdrawn; the keeper looks what."""
        self._nudged.set()

    def refresh(self, *, force: bool = False, progress: Progress | None = None) -> None:
        """Bring the indexes in step with the store where a version has moved.

        Returns when all of it is searchable.
        """
        with self._refreshing:
            for index in self._known():
                self._mend(index, force=force, progress=progress)
            if self.vectors.is_open:
                self._looked.set()

    def calibrate(self) -> None:
        """Learn anew what the scores of each base mean where it has changed; the index must be complete. Takes seconds."""
        folder = self.vectors.folder / "calibration"
        for index in self._known():
            if not index.is_calibrated:
                with self.store.reading() as s:
                    entries = queries.entries(s, index.name)
                index.calibrate(entries, folder)

    def reindex(self, progress: Progress | None = None, base: str | None = None) -> int:
        """Throw the vectors of one base (or all) away and make them again from the store; returns how many.

        Search goes by words meanwhile. Texts embedded before come from the cache, so this takes seconds,
        not the time of the first import.
        """
        with self._refreshing:
            self.vectors.open()
            done = 0
            for index in self._known():
                if base in (None, index.name):
                    self.vectors.clear(index.name)
                    index.lost()
                    self._mend(index, force=True, progress=progress)
                    done += index.texts
            return done

    def _known(self) -> list[BaseIndex]:
        """An index for every base that the store knows."""
        with self.store.reading() as s:
            names = books.names(s)
        if self.vectors.is_open:
            self.vectors.keep_only(names)
        return [self.index(name) for name in names]

    def _mend(self, index: BaseIndex, *, force: bool, progress: Progress | None) -> None:
        with self.store.reading() as s:
            if not force and index.is_in_step(s):
                return
            index.in_step(s)
            if not self.vectors.is_open:
                return
            self._looked.set()  # what is still missing is made behind search by words
            try:
                lacking = index.mend(s)
            except ApplianceError:
                raise
            except Exception as error:
                self._begin_anew(error)
                raise
        try:
            index.fill(lacking, self._closing, progress)
        except ApplianceError:
            raise
        except Exception as error:
            self._begin_anew(error)
            raise

    def _begin_anew(self, error: Exception) -> None:
        """Chroma could not write: its folder is damaged or gone. Begin a new one; the next look fills it."""
        log.warning("vectors.damaged", error=type(error).__name__)
        self.vectors.reset()
        for each in self._indexes.values():
            each.lost()

    def _warm(self) -> None:
        """Load what the first question would otherwise wait for (llama_index alone takes 2 to 3 s)."""
        from appliance.ai.knowledge import llama_retriever  # noqa: F401
        from appliance.core.masking.text import MaskedText

        self.embedder.query(MaskedText.trusted("你好"))

    def _keep(self) -> None:
        try:
            self._words_of_now()
            self._warm()
        except Exception as error:  # noqa: BLE001  searches still work, the first one more slowly
            log.warning("knowledge.not_warm", error=type(error).__name__)
        while not self._closing.is_set():
            self._nudged.clear()
            try:
                self._words_of_now()
                self._tell()
                self.vectors.open()
                self._text_reason = None
                self.refresh()
                self._looked.set()
                self._tell()
                self.calibrate()
            except IndexInUse as error:
                self._text_reason = error
                self._words_of_now()
                self._looked.set()
                self._tell()
            except Exception as error:  # noqa: BLE001  whatever happened, the keeper must look again
                self._looked.set()
                log.warning("knowledge.refresh_failed", error=type(error).__name__)
                self._closing.wait(_LOOK_EVERY_SECONDS)
            self._nudged.wait(_LOOK_EVERY_SECONDS)

    def _tell(self) -> None:
        """Searches no longer wait, and something is published that was not when this was told last."""
        now = {name: index.version for name, index in self._indexes.items()}
        if self._looked.is_set() and now != self._told:
            self._told = now
            for look in self._lookers:
                look()

    def _words_of_now(self) -> None:
        """Without vectors the words at least stay in step."""
        with self._refreshing:
            indexes = self._known()
            with self.store.reading() as s:
                for index in indexes:
                    index.in_step(s)
