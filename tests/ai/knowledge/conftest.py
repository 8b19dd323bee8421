"""A knowledge base on a real store over a small, exact stand-in for the embedding model."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

import appliance.ai.knowledge.tables
import appliance.core.audit.tables
import appliance.core.jobs.tables  # noqa: F401
from appliance.ai.knowledge.index.bm25 import terms
from appliance.ai.knowledge.index.chroma import ChromaVectors
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.core.masking.text import MaskedText
from appliance.core.store.session import Store
from tests.factories.knowledge import one_person

DIM = 384


class WordEmbedder:
    """Texts that share words are near each other. Counts how often it was asked."""

    name = "words"
    dim = DIM

    def __init__(self) -> None:
        self.asked = 0

    def query(self, text: MaskedText) -> np.ndarray:
        return self._vector(str(text))

    def wordings(self, texts: Sequence[str]) -> np.ndarray:
        return np.stack([self._vector(text) for text in texts])

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        self.asked += len(texts)
        return np.stack([self._vector(text) for text in texts]) if texts else np.empty((0, DIM), np.float32)

    def _vector(self, text: str) -> np.ndarray:
        out = np.full(DIM, 0.01, np.float32)
        for term in terms(text):
            out[int.from_bytes(hashlib.sha1(term.encode()).digest()[:4], "big") % DIM] += 1
        return out / np.linalg.norm(out)


@pytest.fixture
def embedder() -> WordEmbedder:
    return WordEmbedder()


@pytest.fixture
def knowledge(store: Store, embedder: WordEmbedder, data_dir: Path) -> Iterator[KnowledgeBase]:
    one_person(store)  # what takes two is tested in test_publishing.py
    base = KnowledgeBase(store, ChromaVectors(data_dir / "vectors", DIM), embedder, data_dir / "uploads")
    base.load()
    yield base
    base.close()
