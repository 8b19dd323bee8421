"""Search: one embedding, one look at vectors and words, one read of the store.

The store alone decides what is published.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from appliance.ai.inference.embedder import without_tokens
from appliance.ai.knowledge.hits import Found, Hit, Source

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from appliance.ai.inference.embedder import Embedder
    from appliance.ai.knowledge.index.chroma import ChromaVectors
    from appliance.ai.knowledge.index.snapshot import Snapshot
    from appliance.core.masking.text import MaskedText
    from appliance.core.store.session import Store

__all__ = ["Found", "Hit", "Retriever", "Source"]


class Retriever:
    """Searches the snapshot that is current when it is asked."""

    def __init__(
        self,
        store: Store,
        vectors: ChromaVectors,
        embedder: Embedder,
        snapshot: Callable[[], Snapshot],
        text_only: Callable[[], bool],
    ) -> None:
        self._store = store
        self._vectors = vectors
        self._embedder = embedder
        self._snapshot = snapshot
        self._text_only = text_only

    def search(self, question: MaskedText, k: int = 6, vector: NDArray[np.float32] | None = None) -> Found:
        """The k best published passages and qa pairs.

        `vector` spares the embedding when the caller has it.
        """
        began = time.perf_counter()
        if vector is None:
            vector = self._embedder.query(question)
        from llama_index.core.schema import QueryBundle

        from appliance.ai.knowledge.llama_retriever import PassageRetriever

        text_only = self._text_only()
        retriever = PassageRetriever(self._store, self._vectors, self._snapshot(), k, text_only=text_only)
        words = without_tokens(str(question))
        nodes = retriever.retrieve(QueryBundle(words, embedding=vector))  # type: ignore[arg-type]
        hits = [node.node.metadata["hit"] for node in nodes]
        return Found(hits, vector, time.perf_counter() - began, text_only)
