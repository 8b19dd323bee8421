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
from appliance.ai.knowledge.hits import Found, Hit, Source
from appliance.core.kit.errors import Unavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from appliance.ai.inference.embedder import Embedder
    from appliance.ai.knowledge.bases import Audience
    from appliance.ai.knowledge.index.base_index import BaseIndex
    from appliance.core.masking.text import MaskedText
    from appliance.core.store.session import ReadSession, Store

__all__ = ["Found", "Hit", "Retriever", "Source"]

_TRIES = 20


class Retriever:
    """Searches bases by name; `index` gives the index of one."""

    def __init__(self, store: Store, embedder: Embedder, index: Callable[[str], BaseIndex]) -> None:
        self._store = store
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
        if vector is None:
            vector = self._embedder.query(question)
        words = without_tokens(str(question))
        for _ in range(_TRIES):
            with self._store.reading() as s:
                found = self._search(s, words, k, vector, bases, audience)
            if found is not None:
                hits, text_only = found
                return Found(hits, vector, time.perf_counter() - began, text_only)
        raise Unavailable(
            "知识库正在更新，请稍后再试。", "The knowledge is being updated; try again in a moment."
        )

    def _search(
        self,
        s: ReadSession,
        words: str,
        k: int,
        vector: NDArray[np.float32],
        bases: Sequence[str] | None,
        audience: Audience,
    ) -> tuple[list[Hit], bool] | None:
        from llama_index.core.schema import QueryBundle

        from appliance.ai.knowledge.llama_retriever import PassageRetriever, View

        names = books.for_channel(s) if bases is None else books.for_audience(s, bases, audience)
        views = []
        text_only = False
        for index in map(self._index, names):
            snapshot = index.in_step(s)
            if snapshot is None:
                return None  # a publication came between; look at the new moment
            views.append(View(snapshot, index.vectors))
            text_only = text_only or index.by_words_only
        retriever = PassageRetriever(s, views, k, text_only=text_only)
        nodes = retriever.retrieve(QueryBundle(words, embedding=vector))  # type: ignore[arg-type]
        return [node.node.metadata["hit"] for node in nodes], text_only
