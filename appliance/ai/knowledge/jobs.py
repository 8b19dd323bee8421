"""Background work of the knowledge room: imports one at a time, publications that were allowed, and the making of pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from appliance.ai.knowledge import import_requests, ingest, publishing, tasks
from appliance.ai.knowledge.errors import NoRoom
from appliance.ai.knowledge.gate import Stopped
from appliance.ai.knowledge.pair_making import PAIRS, make_pairs
from appliance.ai.knowledge.tables import Document, Publication
from appliance.core.kit.actors import Actor
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
            ingest.run_import(knowledge, document_id, confirmed=bool(context.payload.get("confirmed")))
        except (BadInput, TooLarge, NoRoom) as error:
            # The document carries its sentence; trying again would only say the same.
            log.info("knowledge.import_refused", document=document_id, reason=error.en)
        except Exception:
            if context.attempt >= import_requests.ATTEMPTS:
                ingest.give_up(knowledge, document_id)
            raise

    def publish(context: JobContext) -> None:
        publication_id = str(context.payload["publication_id"])
        try:
            publishing.finish(knowledge, publication_id)
        except Stopped as error:
            # Written down with the publication, where somebody decides what to do.
            log.info("knowledge.publication_stopped", publication=publication_id, reason=error.en)
        except Exception:
            if context.attempt >= publishing.ATTEMPTS:
                publishing.give_up(knowledge, publication_id)
            raise

    def make(context: JobContext) -> None:
        task_id, last = str(context.payload["task_id"]), context.attempt >= tasks.ATTEMPTS
        with tasks.doing(knowledge.store, task_id, last=last) as (task, progress, result):
            if task is None:
                return
            made = make_pairs(
                knowledge, task.subject, actor=Actor("agent", task.created_by), progress=progress
            )
            result |= {"made": len(made.pairs), "known": made.known, "held": made.held}

    registry.add(import_requests.JOB, handle)
    registry.add(tasks.job_of(PAIRS), make)
    registry.add(publishing.JOB, publish)


def resume_imports(knowledge: KnowledgeBase) -> int:
    """Ask anew for every import (publication, task) that was under way when the process ended; returns how many imports."""
    with knowledge.store.writing() as s:
        tasks.resume(s)
        for publication_id in s.scalars(select(Publication.id).where(Publication.state == "checking")):
            publishing.ask_for(s, publication_id)
        unfinished = s.scalars(select(Document.id).where(Document.state == "importing")).all()
        for document_id in unfinished:
            import_requests.ask_for(s, document_id)
    return len(unfinished)
