"""Knowledge for tests: a base where one person is enough, and pairs published in it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from appliance.ai.knowledge import publishing
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.ai.knowledge.pairs import draft_pair
from appliance.ai.knowledge.tables import MAIN, KnowledgeBaseRow
from appliance.core.kit.actors import SYSTEM, Actor
from appliance.core.store.session import Store


def one_person(store: Store, base: str = MAIN, enough: bool = True) -> None:
    """Let one person publish in `base`; nothing of ours can do that to a base that is there already."""
    with store.writing() as s:
        s.execute(update(KnowledgeBaseRow).where(KnowledgeBaseRow.name == base).values(single_person=enough))


def publish(
    knowledge: KnowledgeBase,
    *documents: str,
    pairs: tuple[str, ...] = (),
    by: Actor = SYSTEM,
    base: str = MAIN,
) -> None:
    """Publish these versions in a base where one person is enough."""
    with knowledge.store.writing() as s:
        begun = publishing.alone(s, base, documents=documents, pairs=pairs, by=by).id
    publishing.finish(knowledge, begun)


def pair(
    knowledge: KnowledgeBase, question: str, answer: str, *, by: Actor = SYSTEM, base: str = MAIN, **more: Any
) -> str:
    """A published pair; its id."""
    with knowledge.store.writing() as s:
        made = draft_pair(s, question, answer, actor=by, base=base, **more).id
    publish(knowledge, pairs=(made,), by=by, base=base)
    return made
