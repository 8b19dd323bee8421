"""Our retriever in LlamaIndex's shape.

Cosines come from the vector store, words from the snapshot, texts from the store.

Imports llama_index (2 to 3 s): import this module inside functions only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from llama_index.core.vector_stores.types import VectorStoreQuery
from numpy.typing import NDArray

from appliance.ai.knowledge import queries
from appliance.ai.knowledge.fusion import Candidate, fuse
from appliance.ai.knowledge.index.vector_store import OurVectorStore
from appliance.ai.knowledge.script import lang_of
from appliance.core.kit import clock
from appliance.core.store.column_types import to_ms

if TYPE_CHECKING:
    from appliance.ai.knowledge.index.base_vectors import BaseVectors
    from appliance.ai.knowledge.index.snapshot import Snapshot
    from appliance.core.store.session import ReadSession

DEPTH = 50


@dataclass(frozen=True)
class View:
    """One base at the moment of a search."""

    snapshot: Snapshot
    vectors: BaseVectors


class PassageRetriever(BaseRetriever):
    """Answers one question over some bases, read in one session. Each node carries its `Hit` in `metadata["hit"]`."""

    def __init__(
        self, session: ReadSession, views: Sequence[View], k: int, *, text_only: bool = False
    ) -> None:
        super().__init__()
        self._session = session
        self._views = views
        self._k = k
        self._text_only = text_only
        self._at = clock.now()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        candidates: dict[str, Candidate] = {}
        for view in self._views:
            candidates |= self._candidates(query_bundle, view)
        known = any(one.dense > 0 for one in candidates.values())
        scores = fuse(candidates, dense_known=known)
        best = sorted(scores, key=lambda target: -scores[target])[: self._k]
        hits = queries.published_hits(
            self._session,
            [(t, scores[t], candidates[t].dense, candidates[t].bm25) for t in best],
            self._at,
        )
        return [
            NodeWithScore(
                node=TextNode(id_=hit.passage_id or hit.qa_id or "", text=hit.text, metadata={"hit": hit}),
                score=hit.score,
            )
            for hit in hits
        ]

    def _candidates(self, bundle: QueryBundle, view: View) -> dict[str, Candidate]:
        """The best by cosine and the best by words, each with both scores, one per passage or qa pair."""
        snapshot = view.snapshot
        lang = lang_of(bundle.query_str)
        words = snapshot.bm25.scores(bundle.query_str)
        valid = snapshot.open_at(to_ms(self._at))
        if valid is not None:
            words = np.where(valid, words, 0)
        by_words = [snapshot.keys[i] for i in np.argsort(-words, kind="stable")[:DEPTH] if words[i] > 0]
        dense: dict[str, float] = {}
        if not self._text_only and bundle.embedding is not None:
            # Vectors of what is not valid now, or only up for publishing, stand among the others.
            others = max(0, len(view.vectors) - len(snapshot.keys))
            others += 0 if valid is None else int(np.count_nonzero(~valid))
            near = self._dense(bundle, view, DEPTH + others)
            near = {key: score for key, score in near.items() if self._found(snapshot, key, valid)}
            dense = dict(list(near.items())[:DEPTH])
            rest = [key for key in by_words if key not in dense]
            if rest:
                dense |= self._dense(bundle, view, len(rest), rest)
        # A text just published has no vector yet: it competes with its words, from the lowest place by
        # meaning.
        floor = min(dense.values(), default=0.0)
        out: dict[str, Candidate] = {}
        for key in dict.fromkeys([*dense, *by_words]):
            place = snapshot.places[key]
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

    @staticmethod
    def _found(snapshot: Snapshot, key: str, valid: NDArray[np.bool_] | None) -> bool:
        place = snapshot.places.get(key)
        return place is not None and (valid is None or bool(valid[place]))

    def _dense(
        self, bundle: QueryBundle, view: View, k: int, among: list[str] | None = None
    ) -> dict[str, float]:
        query = VectorStoreQuery(query_embedding=bundle.embedding, similarity_top_k=k, node_ids=among)
        found = OurVectorStore(view.vectors).query(query)
        return dict(zip(found.ids or [], found.similarities or [], strict=True))
