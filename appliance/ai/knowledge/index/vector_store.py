"""LlamaIndex's view of the vectors of one base.

The stock Chroma store writes text and metadata in clear; this one cannot.

Imports llama_index (2 to 3 s): import this module inside functions only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.schema import BaseNode
from llama_index.core.vector_stores.types import (
    BasePydanticVectorStore,
    MetadataFilters,
    VectorStoreQuery,
    VectorStoreQueryResult,
)

from appliance.ai.knowledge.index.base_vectors import BaseVectors


class OurVectorStore(BasePydanticVectorStore):
    """Takes the id and the embedding of a node and nothing else."""

    stores_text: bool = False
    _vectors: BaseVectors = PrivateAttr()

    def __init__(self, vectors: BaseVectors) -> None:
        super().__init__(stores_text=False)
        self._vectors = vectors

    @property
    def client(self) -> Any:
        """Whose vectors these are; there is no client to use past it."""
        return self._vectors

    def add(self, nodes: Sequence[BaseNode], **_: Any) -> list[str]:
        """Keep the vectors of embedded nodes; returns their ids."""
        ids = [node.node_id for node in nodes]
        if ids:
            self._vectors.put(ids, np.asarray([node.get_embedding() for node in nodes], np.float32))
        return ids

    def delete(self, ref_doc_id: str, **_: Any) -> None:
        """Nodes are deleted by their own id: without metadata nobody here knows a node's document."""
        self._vectors.drop([ref_doc_id])

    def delete_nodes(
        self, node_ids: list[str] | None = None, filters: MetadataFilters | None = None, **_: Any
    ) -> None:
        """Delete by id; filters need metadata, which is not kept."""
        if filters is not None:
            raise ValueError("This store keeps no metadata to filter by.")
        self._vectors.drop(node_ids or [])

    def clear(self) -> None:
        """Forget all vectors."""
        self._vectors.drop(self._vectors.ids())

    def query(self, query: VectorStoreQuery, **_: Any) -> VectorStoreQueryResult:
        """The nearest ids with their cosine; `node_ids` limits the search to those."""
        if query.filters is not None:
            raise ValueError("This store keeps no metadata to filter by.")
        if query.query_embedding is None:
            return VectorStoreQueryResult(nodes=None, similarities=[], ids=[])
        vector = np.asarray(query.query_embedding, np.float32)
        found = self._vectors.nearest(vector, query.similarity_top_k, query.node_ids)
        return VectorStoreQueryResult(
            nodes=None, similarities=[score for _, score in found], ids=[id_ for id_, _ in found]
        )
