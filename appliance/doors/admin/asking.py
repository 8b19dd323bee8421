"""Publishing from a page: at once where one person is enough, else by a request for a second."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import Request

from appliance.ai.knowledge import bases, publishing
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.ai.knowledge.tables import Publication
from appliance.core.accounts.queries import CurrentAgent
from appliance.core.masking.text import MaskedText
from appliance.core.store.session import Store
from appliance.doors.web.depends import actor_of, parts_of


def publish(
    request: Request,
    agent: CurrentAgent,
    base: str,
    *,
    documents: Sequence[str] = (),
    pairs: Sequence[str] = (),
    reason: MaskedText | None = None,
    override: bool = False,
) -> Publication:
    """Publish, or ask for a second person. Raises what `publishing` raises."""
    parts = parts_of(request)
    with parts.get(Store).writing() as s:
        if not bases.base(s, base).single_person:
            return publishing.ask(
                s,
                base,
                documents=documents,
                pairs=pairs,
                by=actor_of(agent),
                role=agent.role,
                reason=reason or MaskedText.trusted("发布知识"),
                override=override,
            )
        begun = publishing.alone(
            s, base, documents=documents, pairs=pairs, by=actor_of(agent), override=override
        )
    return finish(request, begun)


def finish(request: Request, begun: Publication) -> Publication:
    """Do what was allowed now when nothing has to be checked; else the worker does, and the page watches it."""
    knowledge = parts_of(request).get(KnowledgeBase)
    return begun if knowledge.before_publish else publishing.finish(knowledge, begun.id)
