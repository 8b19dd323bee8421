"""The search that answering stands on, and what it has brought for a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from appliance.ai.answering.orders import speaks_to_a_model
from appliance.core.masking.text import MaskedText

if TYPE_CHECKING:
    from appliance.ai.answering.asked import Asked
    from appliance.ai.inference.embedder import Embedder
    from appliance.ai.knowledge.bases import Audience
    from appliance.ai.knowledge.hits import Found, Hit

USUAL = 0.7
"""How sure a search is of most questions that its base answers; taken while it goes by words alone."""


class Knowledge(Protocol):
    """The part of `KnowledgeBase` that answering uses."""

    @property
    def version(self) -> int: ...

    @property
    def embedder(self) -> Embedder: ...

    def texts(self, bases: Sequence[str] | None = None) -> Sequence[str]: ...

    def synonyms(self, bases: Sequence[str] | None = None) -> Sequence[Sequence[str]]: ...

    def search(
        self,
        question: MaskedText,
        k: int = 6,
        vector: Any = None,
        *,
        bases: Sequence[str] | None = None,
        audience: Audience = "visitor",
    ) -> Found: ...


class Look(Protocol):
    """A search with everything but the question set."""

    def __call__(self, question: MaskedText, *, vector: Any = None) -> Found: ...


@dataclass(frozen=True)
class Haul:
    """All hits for a question. Of the text that is looked for first: its vector (None when none was made), and how sure
    the search is (`USUAL` when it cannot tell). `by_words`: the index loads, and words alone were searched."""

    hits: list[Hit]
    vector: Any = None
    sure: float = USUAL
    by_words: bool = False


def found_for(look: Look, asked: Asked, vectors: dict[str, Any]) -> Haul:
    """The hits of every text that is looked for, each once with its best likeness. `vectors` remembers embeddings."""
    hits: dict[tuple[str, str | None], Hit] = {}
    sure, by_words = USUAL, False
    for text in asked.search:
        found = look(MaskedText.trusted(text), vector=vectors.get(text))
        vectors[text] = found.vector
        by_words = by_words or found.text_only
        if text == asked.search[0] and (found.literal or found.signals is not None):
            sure = found.confidence
        for hit in found.hits:
            if hit.kind == "passage" and speaks_to_a_model(hit.text):
                continue  # whatever else it says: neither quoted nor given to a model
            key = hit.kind, hit.qa_id or hit.passage_id
            if key not in hits or hits[key].dense < hit.dense:
                hits[key] = hit
    return Haul(list(hits.values()), vectors[asked.search[0]], sure, by_words)
