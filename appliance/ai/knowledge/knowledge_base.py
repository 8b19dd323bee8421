"""The bank's knowledge as the rest of the appliance sees it: search over its bases, whose indexes `keeping` keeps in step."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from appliance.ai.knowledge import bases as books
from appliance.ai.knowledge import queries, standing, synonyms
from appliance.ai.knowledge.keeping import KeptIndexes
from appliance.ai.knowledge.retrieve import Found, Retriever
from appliance.ai.knowledge.wordings import Wordings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from appliance.ai.inference.embedder import Embedder
    from appliance.ai.inference.reranker import Reranker
    from appliance.ai.knowledge.bases import Audience
    from appliance.ai.knowledge.gate import Named
    from appliance.ai.knowledge.hits import Hit
    from appliance.ai.knowledge.index.chroma import ChromaVectors
    from appliance.ai.knowledge.screen import Screen
    from appliance.core.masking.text import MaskedText
    from appliance.core.store.session import Store


class KnowledgeBase(KeptIndexes):
    """One object per process; only the process that holds the vector folder searches by meaning."""

    def __init__(
        self,
        store: Store,
        vectors: ChromaVectors,
        embedder: Embedder,
        uploads: Path | None = None,
        screen: Screen | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        super().__init__(store, vectors, embedder)
        self.screen = screen  # None only where nothing that was written by people is imported: tests
        self.uploads = uploads or Path(vectors.folder.parent / "uploads")
        self.before_publish: list[Named] = []
        """Checks that every publication must pass, by name; see `gate`. Listed in wiring."""
        self._wordings = Wordings()
        self._retriever = Retriever(store, embedder, self.index, reranker)

    @property
    def version(self) -> int:
        """The version of the knowledge; rises with every publish and withdrawal in any base."""
        with self.store.reading() as s:
            return queries.version(s)

    def texts(self, bases: Sequence[str] | None = None) -> Sequence[str]:
        """All published texts of these bases (passages with title and headings; qa pairs with their answer)."""
        with self.store.reading() as s:
            return queries.published_texts(s, books.for_channel(s) if bases is None else bases)

    def synonyms(self, bases: Sequence[str] | None = None) -> Sequence[Sequence[str]]:
        """The groups of words that mean the same in these bases."""
        with self.store.reading() as s:
            names = books.for_channel(s) if bases is None else bases
            return [group for name in names for group in synonyms.groups(s, name)]

    def in_use(self) -> Sequence[Sequence[str]]:
        """Every list of bases that some channel's visitors are answered from, each once."""
        with self.store.reading() as s:
            return books.in_use(s)

    def search(
        self,
        question: MaskedText,
        k: int = 6,
        vector: NDArray[np.float32] | None = None,
        *,
        bases: Sequence[str] | None = None,
        audience: Audience = "visitor",
    ) -> Found:
        """The k best published passages and qa pairs of these bases together, see `Retriever.search`.

        Without `bases` those that every channel uses. A question in the first seconds after the start waits for the
        index: by words alone it might be told that nothing is published.
        """
        self.await_opening()
        return self._retriever.search(question, k, vector, bases=bases, audience=audience)

    def worded(
        self, question: str, bases: Sequence[str] | None = None, audience: Audience = "visitor"
    ) -> tuple[int, Hit | None]:
        """The version of the knowledge, and the one pair published under these very words.

        With `bases` only in the first of them: an earlier one comes first, whatever its words.
        """
        with self.store.reading() as s:
            names = books.for_channel(s) if bases is None else books.for_audience(s, bases[:1], audience)
            return queries.version(s), self._wordings.find(s, question, names)

    def stands(self, version: int, used: Sequence[Hit]) -> bool:
        """Whether nothing was published or withdrawn since `version`, and all that was used is valid now."""
        with self.store.reading() as s:
            return queries.version(s) == version and standing.all_in_force(s, used)

    def is_mixed(self, bases: Sequence[str] | None, audience: Audience = "visitor") -> bool:
        """Whether documents and pairs lie together in any of these bases, as far as they are calibrated."""
        with self.store.reading() as s:
            names = books.for_channel(s) if bases is None else books.for_audience(s, bases, audience)
        return any(self.index(name).calibration.shape == "mixed" for name in names)
