"""What a turn needs, and how it names what comes from the rooms beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from appliance.ai.answering.answer import Answer, Sentence
from appliance.core.masking.text import MaskedText
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault
from appliance.service.conversations.actions import Why
from appliance.service.conversations.turn import Turn
from appliance.service.handoff.reads import Reads

if TYPE_CHECKING:
    from appliance.service.turns.echoes import Echoes


class Answers(Protocol):
    """The part of `ai.answering.Answerer` that a turn uses."""

    def answer(
        self,
        question: MaskedText,
        *,
        history: Sequence[tuple[str, MaskedText]] = (),
        lang: str | None = None,
        cancelled: Callable[[], bool] = ...,
        on_sentence: Callable[[Sentence], None] | None = None,
        bases: Sequence[str] | None = None,
    ) -> Answer: ...


class Decides(Protocol):
    """When to hand over: on the question, before anything is said, and on the draft."""

    def on_question(self, turn: Turn) -> Why | None: ...

    def on_draft(self, turn: Turn, answer: Answer) -> Why | None: ...

    def by_words_alone(self, book: int) -> bool: ...


@dataclass(frozen=True)
class TurnParts:
    """Made once by wiring. `reads` tells how the visitor feels, which is kept with the turn; None: nothing tells. `echoes` learn
    what was answered."""

    store: Store
    vault: Vault
    answerer: Answers
    decide: Decides
    reads: Reads | None = None
    echoes: Echoes | None = None


def meta_of(rung: str, sources: Sequence[Any], **more: Any) -> dict[str, Any]:
    """What is kept beside a reply: how it came about and what it rests on. Never its text."""
    return {
        "rung": rung,
        "sources": [source_of(each) for each in sources],
        **{k: v for k, v in more.items() if v},
    }


def source_of(source: Any) -> dict[str, Any]:
    """A source as it is shown: the document, the place in it, the text itself by its id, and its label in both languages."""
    return {
        "document_id": source.document_id,
        "title": source.title,
        "page": source.page,
        "sheet": source.sheet,
        "cell": source.cell,
        "heading": source.heading,
        "external_id": source.external_id,
        "passage_id": source.passage_id,
        "qa_id": source.qa_id,
        "label": source.label("zh"),
        "label_en": source.label("en"),
    }
