"""The knowledge as it would be if a proposal were published: searched by the same code, seen by nobody else.

The checks before a publication ask their questions here. Nothing is written; the vectors of what is proposed have been
made by then (`KnowledgeBase.prepare`), and the words are counted once for each base.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from appliance.ai.knowledge import bases as books
from appliance.ai.knowledge import queries
from appliance.ai.knowledge.in_force import AS_IF
from appliance.ai.knowledge.index.snapshot import SnapshotBuilder
from appliance.ai.knowledge.retrieve import Retriever

if TYPE_CHECKING:
    from appliance.ai.knowledge.gate import Proposal
    from appliance.ai.knowledge.hits import Found
    from appliance.ai.knowledge.index.base_index import BaseIndex
    from appliance.ai.knowledge.index.snapshot import Snapshot
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase
    from appliance.core.masking.text import MaskedText
    from appliance.core.store.session import ReadSession, Store


class AsIf:
    """Answers like the `KnowledgeBase` it is made of, `proposal` included; good for as long as nothing else is published."""

    version = 0  # never changes: an answerer made for it counts the words once

    def __init__(self, knowledge: KnowledgeBase, proposal: Proposal) -> None:
        self.embedder = knowledge.embedder
        self._ahead = _Ahead(knowledge.store, proposal)
        self._of = knowledge
        self._indexes: dict[str, _Index] = {}
        self._lock = threading.Lock()
        self._retriever = Retriever(
            cast("Store", self._ahead), knowledge.embedder, lambda name: cast("BaseIndex", self._index(name))
        )

    def search(self, question: MaskedText, k: int = 6, vector: Any = None, **where: Any) -> Found:
        """As `KnowledgeBase.search`."""
        return self._retriever.search(question, k, vector, **where)

    def texts(self, bases: Sequence[str] | None = None) -> Sequence[str]:
        """As `KnowledgeBase.texts`."""
        with self._ahead.reading() as s:
            return queries.published_texts(s, books.for_channel(s) if bases is None else bases)

    def synonyms(self, bases: Sequence[str] | None = None) -> Sequence[Sequence[str]]:
        """As `KnowledgeBase.synonyms`."""
        return self._of.synonyms(bases)

    def _index(self, name: str) -> _Index:
        with self._lock:
            if name not in self._indexes:
                self._indexes[name] = _Index(self._of.index(name))
            return self._indexes[name]


class _Ahead:
    """Reading sessions that look ahead."""

    def __init__(self, store: Store, proposal: Proposal) -> None:
        self._store, self._proposal = store, proposal

    @contextmanager
    def reading(self) -> Iterator[ReadSession]:
        with self._store.reading() as s:
            s.info[AS_IF] = self._proposal
            yield s


class _Index:
    """The words of one base at that moment; its vectors, their spread and its calibration as they are."""

    def __init__(self, of: BaseIndex) -> None:
        self.name, self.vectors, self.cache = of.name, of.vectors, of.cache
        self.spread, self.calibration, self.synonyms = of.spread, of.calibration, of.synonyms
        self._snapshot: Snapshot | None = None

    @property
    def by_words_only(self) -> bool:
        return not self.vectors.is_open

    def in_step(self, s: ReadSession) -> Snapshot:
        if self._snapshot is None:
            self._snapshot = SnapshotBuilder().build(0, queries.entries(s, self.name))
        return self._snapshot
