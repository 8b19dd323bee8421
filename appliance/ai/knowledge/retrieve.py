"""Search: one embedding, one look at vectors and words, one read of the store.

The store alone decides what is published, and the clock what of it is valid: words, vectors and texts are read at one
moment, so that a version and the one that replaces it are never both found, nor neither.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from appliance.ai.inference.embedder import without_tokens
from appliance.ai.knowledge import bases as books
from appliance.ai.knowledge.cosines import with_cosines
from appliance.ai.knowledge.hits import Found, Hit, Source
from appliance.ai.knowledge.index.snapshot import plain
from appliance.ai.knowledge.looking import View
from appliance.ai.knowledge.second_look import reranked
from appliance.core.kit.errors import Unavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from appliance.ai.inference.embedder import Embedder
    from appliance.ai.inference.reranker import Reranker
    from appliance.ai.knowledge.bases import Audience
    from appliance.ai.knowledge.index.base_index import BaseIndex
    from appliance.ai.knowledge.signals import Signals
    from appliance.core.masking.text import MaskedText
    from appliance.core.store.session import ReadSession, Store

__all__ = ["Found", "Hit", "Retriever", "Source"]

_TRIES = 20
ASKED = 0.99
"""How sure it is that a pair answers a question which is word for word its own."""


class Retriever:
    """Searches bases by name; `index` gives the index of one."""

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        index: Callable[[str], BaseIndex],
        reranker: Reranker | None = None,
    ) -> None:
        self._store = store
        self._reranker = reranker
        self._embedder = embedder
        self._index = index

    def search(
        self,
        question: MaskedText,
        k: int = 6,
        vector: NDArray[np.float32] | None = None,
        *,
        bases: Sequence[str] | None = None,
        audience: Audience = "visitor",
    ) -> Found:
        """The k best published passages and qa pairs of these bases, their scores on one scale.

        `vector` spares the embedding when the caller has it. Without `bases` those that every channel uses; a base for
        staff is left out for a visitor even when it is named.
        """
        began = time.perf_counter()
        words = without_tokens(str(question))
        if vector is None and (asked := self._asked_before(words, k, bases, audience)):
            return Found(asked, None, time.perf_counter() - began, literal=True, confidence=ASKED)
        if vector is None:
            vector = self._embedder.query(question)
        for _ in range(_TRIES):
            with self._store.reading() as s:
                views = self._views(s, bases, audience)
                if views is None:
                    continue  # a publication came between; look at the new moment
                text_only = any(index.by_words_only for index, _ in views)
                hits, signals, home = self._hits(s, views, words, k, None if text_only else vector)
            if text_only and hits:
                hits = with_cosines(hits, vector, views[0][0].cache.get)
            if self._reranker is not None:
                hits = reranked(self._reranker, question, hits)
            sure = home.calibration.confidence(signals) if home and signals and hits else 0.0
            return Found(
                hits, vector, time.perf_counter() - began, text_only, signals=signals, confidence=sure
            )
        raise Unavailable(
            "知识库正在更新，请稍后再试。", "The knowledge is being updated; try again in a moment."
        )

    def _asked_before(self, words: str, k: int, bases: Sequence[str] | None, audience: Audience) -> list[Hit]:
        """The hits for a question that is, word for word, one that a pair was made for: no embedding is needed. Else none."""
        form = plain(words)
        with self._store.reading() as s:
            views = self._views(s, bases, audience)
            for _, view in views or ():
                first = view.snapshot.literal.get(form)
                if first is None:
                    continue
                hits, _, _ = self._hits(s, views or [], words, k, None, first)
                if hits and hits[0].qa_id == first[3:]:
                    return hits
        return []

    def _views(
        self, s: ReadSession, bases: Sequence[str] | None, audience: Audience
    ) -> list[tuple[BaseIndex, View]] | None:
        """The bases as this session sees them; None when another thread is ahead of it."""
        names = books.for_channel(s) if bases is None else books.for_audience(s, bases, audience)
        views: list[tuple[BaseIndex, View]] = []
        for index in map(self._index, names):
            snapshot = index.in_step(s)
            if snapshot is None:
                return None
            views.append((index, View(snapshot, index.vectors, index.spread, index.synonyms)))
        return views

    @staticmethod
    def _hits(
        s: ReadSession,
        views: Sequence[tuple[BaseIndex, View]],
        words: str,
        k: int,
        vector: NDArray[np.float32] | None,
        first: str | None = None,
    ) -> tuple[list[Hit], Signals | None, BaseIndex | None]:
        from llama_index.core.schema import QueryBundle

        from appliance.ai.knowledge.llama_retriever import PassageRetriever

        retriever = PassageRetriever(s, [view for _, view in views], k, first=first)
        nodes = retriever.retrieve(QueryBundle(words, embedding=vector))  # type: ignore[arg-type]
        home = views[retriever.order.home][0] if views else None
        return [node.node.metadata["hit"] for node in nodes], retriever.order.signals, home
