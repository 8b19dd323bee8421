"""Making drafts of qa pairs out of a document that has been read; somebody reviews each before it is published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from appliance.ai.knowledge import pairs, queries
from appliance.ai.knowledge.qa_generation import Proposal, proposals
from appliance.ai.knowledge.screen import holds
from appliance.ai.knowledge.tables import Document, QaPair
from appliance.core.kit.errors import Conflict, NotFound

if TYPE_CHECKING:
    from appliance.ai.knowledge.keeping import Progress
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase
    from appliance.core.kit.actors import Actor
    from appliance.core.store.session import ReadSession

PAIRS: Final = "pairs"
"""The kind of task that makes them for a page; its subject is the document."""

_AN_ACT: Final = 50  # drafts; visitors' messages wait in the same line
_READ: Final = ("draft", "reviewed", "published")


@dataclass(frozen=True, slots=True)
class Made:
    """`pairs` are the ids of the new drafts; `known` questions stood in the base already; `held` held personal data."""

    pairs: tuple[str, ...]
    known: int
    held: int


def make_pairs(
    knowledge: KnowledgeBase,
    document_id: str,
    *,
    actor: Actor,
    progress: Progress | None = None,
    reword: Callable[[str], Sequence[str]] | None = None,
) -> Made:
    """Draft a pair for each row and section of a document, in its base, with the document as its source.

    A question that a live pair of the base asks already is left alone, so that making them again adds what is new. `reword`
    gives more wordings of a question (`ai.answering.rewording`); it may take its time.
    Raises `NotFound`, `Conflict` for a document that could not be read or was withdrawn.
    """
    with knowledge.store.reading() as s:
        document = queries.document(s, document_id)
        if document is None:
            raise NotFound("没有这份文档。", "There is no such document.")
        if document.state not in _READ:
            raise Conflict(
                "这份文档没有可用的内容（未读完或已下架），不能生成问答。",
                "This document has no words in use (not read to its end, or withdrawn); no pairs can be made of it.",
            )
        asked = _asked(s, document.base)
        offered = proposals(queries.passages(s, document_id))
    fresh = [one for one in offered if one.question not in asked]
    if reword is not None:
        fresh = [_worded(one, reword(one.question)) for one in fresh]
    screened = [(one, _found(knowledge, one)) for one in fresh]
    kept = [(one, found) for one, found in screened if not holds(found)]
    ids: list[str] = []
    for start in range(0, len(kept), _AN_ACT):
        with knowledge.store.writing() as s:
            for one, found in kept[start : start + _AN_ACT]:
                drafted = pairs.draft_pair(
                    s,
                    one.question,
                    one.answer[: pairs.MAX_ANSWER],
                    actor=actor,
                    base=document.base,
                    phrasings=one.phrasings,
                    source_document_id=document.id,
                    source_label=_label(document),
                    source_passages=one.passages,
                    origin="generated",
                    found=found,
                )
                ids.append(drafted.id)
        if progress:
            progress(min(start + _AN_ACT, len(kept)), len(kept))
    return Made(tuple(ids), len(offered) - len(fresh), len(fresh) - len(kept))


def _worded(one: Proposal, more: Sequence[str]) -> Proposal:
    return replace(one, phrasings=tuple(dict.fromkeys((*one.phrasings, *more)))[: pairs.MAX_PHRASINGS])


def _asked(s: ReadSession, base: str) -> set[str]:
    query = select(QaPair.question).where(QaPair.base == base, QaPair.state.in_(_READ))
    return set(s.scalars(query))


def _found(knowledge: KnowledgeBase, one: Proposal) -> dict[str, int]:
    words: Sequence[str] = (one.question, one.answer, *one.phrasings)
    return knowledge.screen.found(words) if knowledge.screen is not None else {}


def _label(document: Document) -> str:
    return (document.title or document.filename)[:300]
