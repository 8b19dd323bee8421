"""Background work of the knowledge room: imports, one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from appliance.ai.knowledge.ingest import JOB, LANE, run_import
from appliance.ai.knowledge.tables import Document
from appliance.core.jobs.queue import enqueue
from appliance.core.kit.errors import BadInput, TooLarge
from appliance.core.kit.logs import get_logger

if TYPE_CHECKING:
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase
    from appliance.core.jobs.registry import JobContext, Registry

log = get_logger("knowledge")


def register(registry: Registry, knowledge: KnowledgeBase) -> None:
    """Add the handlers of this room; called by wiring."""

    def handle(context: JobContext) -> None:
        document_id = str(context.payload["document_id"])
        try:
            run_import(knowledge, document_id, confirmed=bool(context.payload.get("confirmed")))
        except (BadInput, TooLarge) as error:
            # The document carries its sentence; trying again would only say the same.
            log.info("knowledge.import_refused", document=document_id, reason=error.en)

    registry.add(JOB, handle)


def resume_imports(knowledge: KnowledgeBase) -> int:
    """Ask anew for every import that was under way when the process ended; returns how many."""
    with knowledge.store.writing() as s:
        unfinished = s.scalars(select(Document.id).where(Document.state == "importing")).all()
        for document_id in unfinished:
            enqueue(s, JOB, {"document_id": document_id}, lane=LANE, key=f"{JOB}:{document_id}")
    return len(unfinished)
