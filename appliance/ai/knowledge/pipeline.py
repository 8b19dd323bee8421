"""LlamaIndex's ingestion with our own parts: blocks in, embedded nodes out.

Nothing is persisted by LlamaIndex.

Imports llama_index (2 to 3 s): import this module inside functions only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from llama_index.core import Settings
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.llms import MockLLM
from llama_index.core.node_parser import NodeParser
from llama_index.core.schema import BaseNode, Document, TextNode
from numpy.typing import NDArray

from appliance.ai.knowledge.chunking import Chunk, chunk
from appliance.ai.knowledge.queries import index_text
from appliance.ai.knowledge.readers.block import Block

Vectors = Callable[[Sequence[str]], NDArray[np.float32]]


class OurEmbedding(BaseEmbedding):
    """Our embedder in LlamaIndex's shape; questions never come this way."""

    _vectors: Vectors = PrivateAttr()

    def __init__(self, vectors: Vectors) -> None:
        super().__init__(model_name="appliance", embed_batch_size=2048)
        self._vectors = vectors

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return list(self._vectors(texts))

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_query_embedding(self, query: str) -> list[float]:
        raise TypeError("Questions are embedded as MaskedText by the embedder itself.")

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


class BlockParser(NodeParser):
    """Cuts documents whose metadata holds `blocks` into one node per passage, the `Chunk` in its metadata."""

    def _parse_nodes(
        self, nodes: Sequence[BaseNode], show_progress: bool = False, **_: Any
    ) -> list[BaseNode]:
        out: list[BaseNode] = []
        for node in nodes:
            for piece in chunk(node.metadata["blocks"]):
                said = index_text(node.metadata["title"], piece.heading, piece.text)
                out.append(
                    TextNode(text=said, metadata={"chunk": piece}, excluded_embed_metadata_keys=["chunk"])
                )
        return out

    def _postprocess_parsed_nodes(
        self, nodes: list[BaseNode], parent_doc_map: dict[str, Document]
    ) -> list[BaseNode]:
        # The usual step looks every passage up in the whole text and copies all blocks into each;
        # neither is wanted.
        return nodes


def bar_defaults(embedding: BaseEmbedding) -> None:
    """LlamaIndex falls back to hosted services where nothing is set; so something is always set."""
    Settings.llm = MockLLM()
    Settings.embed_model = embedding


def run(title: str, blocks: Sequence[Block], vectors: Vectors) -> list[Chunk]:
    """Passages of a document in order; `vectors` is asked for (and keeps) the vector of each."""
    embedding = OurEmbedding(vectors)
    bar_defaults(embedding)
    pipeline = IngestionPipeline(
        transformations=[BlockParser(), embedding], disable_cache=True, docstore=None, vector_store=None
    )
    document = Document(text="", metadata={"title": title, "blocks": list(blocks)})
    nodes = pipeline.run(documents=[document])
    return [node.metadata["chunk"] for node in nodes]
