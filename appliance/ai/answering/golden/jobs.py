"""A set asked on demand, in the background: its progress stands in the task's row, its outcome in the run's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from appliance.ai.answering.golden import sets
from appliance.ai.knowledge import tasks
from appliance.core.kit.actors import Actor

if TYPE_CHECKING:
    from appliance.ai.answering.ladder import Answerer
    from appliance.ai.inference.language_model import LanguageModel
    from appliance.core.jobs.registry import JobContext, Registry
    from appliance.core.store.session import Store

QUESTIONS: Final = "questions"
"""The kind of task; its subject is the set."""


def register(registry: Registry, store: Store, answerer: Answerer, model: LanguageModel) -> None:
    """Add the handler; called by wiring."""

    def ask(context: JobContext) -> None:
        task_id, last = str(context.payload["task_id"]), context.attempt >= tasks.ATTEMPTS
        with tasks.doing(store, task_id, last=last) as (task, progress, result):
            if task is None:
                return
            status = model.status()
            done = sets.run(
                store,
                answerer,
                task.subject,
                by=Actor("agent", task.created_by),
                model=status.model if status.state == "ready" else "",
                progress=progress,
            )
            result |= {"run": done.run.id, "worse": len(done.worse), "better": len(done.better)}

    registry.add(tasks.job_of(QUESTIONS), ask)
