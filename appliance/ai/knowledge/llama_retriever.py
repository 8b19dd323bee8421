"""Our retriever in LlamaIndex's shape.

Cosines come from the vector store, words from the snapshot, texts from the store.

Imports llama_index (2 to 3 s): import this module inside functions only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from llama_index.core.vector_stores.types import VectorStoreQuery

from appliance.ai.knowledge import queries
from appliance.ai.knowledge.fusion import Candidate, fuse
from appliance.ai.knowledge.index.vector_store import OurVectorStore
from appliance.ai.knowledge.script import lang_of

if TYPE_CHECKING:
    from appliance.ai.knowledge.index.chroma import ChromaVectors
    from appliance.ai.knowledge.index.snapshot import Snapshot
    from appliance.core.store.session import Store

DEPTH = 50
# Some of the best may have been withdrawn since the snapshot was made; the store is asked for a few more.
SPARE = 6


class PassageRetriever(BaseRetriever):
    """Answers one question from one snapshot. Each node carries its `Hit` in `metadata["hit"]`."""

    def __init__(
        self, store: Store, vectors: ChromaVectors, snapshot: Snapshot, k: int, *, text_only: bool = False
    ) -> None:
        super().__init__()
        self._store = store
        self._vector_store = OurVectorStore(vectors)
        self._snapshot = snapshot
        self._k = k
        self._text_only = text_only

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        candidates = self._candidates(query_bundle)
        known = any(one.dense > 0 for one in candidates.values())
        scores = fuse(candidates, dense_known=known)
        best = sorted(scores, key=lambda target: -scores[target])[: self._k + SPARE]
        with self._store.reading() as session:
            hits = queries.published_hits(
                session, [(t, scores[t], candidates[t].dense, candidates[t].bm25) for t in best]
            )
        return [
            NodeWithScore(node=TextNode(id_=hit.id, text=hit.text, metadata={"hit": hit}), score=hit.score)
            for hit in hits[: self._k]
        ]

    def _candidates(self, bundle: QueryBundle) -> dict[str, Candidate]:
        """The best by cosine and the best by words, each with both scores, one per passage or qa pair."""
        snapshot = self._snapshot
        lang = lang_of(bundle.query_str)
        words = snapshot.bm25.scores(bundle.query_str)
        by_words = [snapshot.keys[i] for i in np.argsort(-words, kind="stable")[:DEPTH] if words[i] > 0]
        dense: dict[str, float] = {}
        if not self._text_only and bundle.embedding is not None:
            dense = self._dense(bundle, None)
            rest = [key for key in by_words if key not in dense]
            if rest:
                dense |= self._dense(bundle, rest)
        # A text just published has no vector yet: it competes with its words, from the lowest place by
        # meaning.
        floor = min(dense.values(), default=0.0)
        out: dict[str, Candidate] = {}
        for key in dict.fromkeys([*dense, *by_words]):
            place = snapshot.places.get(key)
            if place is None:
                continue
            target = snapshot.targets[place]
            same_script = snapshot.langs[place] == lang
            one = Candidate(dense.get(key, floor), float(words[place]), same_script)
            held = out.get(target)
            if held is not None:
                one = Candidate(
                    max(one.dense, held.dense), max(one.bm25, held.bm25), same_script or held.words_count
                )
            out[target] = one
        return out

    def _dense(self, bundle: QueryBundle, among: list[str] | None) -> dict[str, float]:
        query = VectorStoreQuery(
            query_embedding=bundle.embedding,
            similarity_top_k=DEPTH if among is None else len(among),
            node_ids=among,
        )
        found = self._vector_store.query(query)
        return dict(zip(found.ids or [], found.similarities or [], strict=True))
