"""Long work begun on a page: kept as a row, so that whoever looks sees how far it is, in whatever process it goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select, update

from appliance.ai.knowledge.errors import NotDone
from appliance.ai.knowledge.tables import KnowledgeTask
from appliance.core.jobs.queue import enqueue
from appliance.core.kit.clock import monotonic, now
from appliance.core.kit.errors import ApplianceError, Conflict
from appliance.core.kit.ids import new_id

if TYPE_CHECKING:
    from appliance.ai.knowledge.keeping import Progress
    from appliance.core.kit.actors import Actor
    from appliance.core.store.session import ReadSession, Store, WriteSession

OPEN: Final = ("waiting", "working")
ATTEMPTS: Final = 3
TOLD_EVERY: Final = 0.5  # seconds between two writes of how far it is


class UnderWay(Conflict):
    """The same work is being done already."""

    def __init__(self) -> None:
        super().__init__(
            "这项工作正在进行，请等它完成。", "This is under way already; wait until it is done."
        )


def begin(s: WriteSession, kind: str, subject: str, *, base: str, by: Actor) -> KnowledgeTask:
    """Ask for work of a kind (its job is `knowledge.<kind>`) on a subject. Raises `UnderWay`."""
    before = newest(s, kind, subject)
    if before is not None and before.state in OPEN:
        raise UnderWay
    made = KnowledgeTask(
        id=new_id(),
        kind=kind,
        subject=subject,
        base=base,
        state="waiting",
        created_by=by.id,
        created_at=now(),
    )
    s.add(made)
    s.flush()
    _ask_for(s, made)
    return made


def resume(s: WriteSession) -> None:
    """Ask anew for what was under way when the process ended; what is in the queue still is done once."""
    for task in s.scalars(select(KnowledgeTask).where(KnowledgeTask.state.in_(OPEN))):
        _ask_for(s, task)


def job_of(kind: str) -> str:
    """The kind of job that does it."""
    return f"knowledge.{kind}"


def newest(s: ReadSession, kind: str, subject: str) -> KnowledgeTask | None:
    """The last one of a kind on a subject."""
    query = select(KnowledgeTask).where(KnowledgeTask.kind == kind, KnowledgeTask.subject == subject)
    return s.scalars(
        query.order_by(KnowledgeTask.created_at.desc(), KnowledgeTask.id.desc()).limit(1)
    ).first()


@contextmanager
def doing(
    store: Store, task_id: str, *, last: bool = False
) -> Iterator[tuple[KnowledgeTask | None, Progress, dict[str, Any]]]:
    """The task (None when it has ended before: the job came back), how to tell its progress, and a place for its result.

    An `ApplianceError` is the task's end and stands in its row; what else is raised brings the job back, unless this was
    its `last` try.
    """
    with store.reading() as s:
        task = s.get(KnowledgeTask, task_id)
    if task is None or task.state not in OPEN:
        yield None, lambda done, total: None, {}
        return
    told = monotonic()

    def progress(done: int, total: int) -> None:
        nonlocal told
        if done < total and monotonic() - told < TOLD_EVERY:
            return
        told = monotonic()
        _set(store, task_id, state="working", done=done, total=total)

    _set(store, task_id, state="working")
    result: dict[str, Any] = {}
    try:
        yield task, progress, result
    except ApplianceError as error:
        if error.status >= 500 and not last:
            raise
        _set(store, task_id, state="failed", error=error.zh, error_en=error.en, ended_at=now())
    except Exception:
        if last:
            said = NotDone()
            _set(store, task_id, state="failed", error=said.zh, error_en=said.en, ended_at=now())
        raise
    else:
        _set(store, task_id, state="done", result=result, ended_at=now())


def _ask_for(s: WriteSession, task: KnowledgeTask) -> None:
    job = job_of(task.kind)
    enqueue(s, job, {"task_id": task.id}, lane=job, key=f"{job}:{task.id}", max_attempts=ATTEMPTS)


def _set(store: Store, task_id: str, **values: Any) -> None:
    with store.writing() as s:
        s.execute(update(KnowledgeTask).where(KnowledgeTask.id == task_id).values(**values))
