"""Our retriever in LlamaIndex's shape.

Cosines come from the vector store, words from the snapshot, texts from the store.

Imports llama_index (2 to 3 s): import this module inside functions only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from appliance.ai.knowledge import fetching
from appliance.ai.knowledge.looking import View, look
from appliance.ai.knowledge.ranking import Order, Ranked, rank
from appliance.core.kit import clock
from appliance.core.store.column_types import to_ms

if TYPE_CHECKING:
    from appliance.core.store.session import ReadSession


class PassageRetriever(BaseRetriever):
    """Answers one question over some bases, read in one session. Each node carries its `Hit` in `metadata["hit"]`.

    `order` says afterwards how the search went; `first` is a target that is known to be the best.
    """

    def __init__(
        self, session: ReadSession, views: Sequence[View], k: int, *, first: str | None = None
    ) -> None:
        super().__init__()
        self._session = session
        self._views = views
        self._k = k
        self._first = first
        self._at = clock.now()
        self.order = Order([], None, 0)

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        embedding = query_bundle.embedding
        vector = None if embedding is None else np.asarray(embedding, np.float32)
        ms = to_ms(self._at)
        seen = [look(view, query_bundle.query_str, vector, view.snapshot.open_at(ms)) for view in self._views]
        self.order = rank(seen, query_bundle.query_str, first=self._first)
        hits = fetching.published_hits(
            self._session, [self._scored(each) for each in self.order.ranked[: self._k]], self._at
        )
        return [
            NodeWithScore(
                node=TextNode(id_=hit.passage_id or hit.qa_id or "", text=hit.text, metadata={"hit": hit}),
                score=hit.score,
            )
            for hit in hits
        ]

    def _scored(self, one: Ranked) -> tuple[str, float, float, float]:
        # Nothing was embedded for a question that a pair was made for; it is as near as can be.
        dense = 1.0 if one.target == self._first else one.candidate.dense
        return one.target, one.score, dense, one.candidate.bm25
