"""Long work begun on a page: kept as a row, so that whoever looks sees how far it is, in whatever process it goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select, update

from appliance.ai.knowledge.tables import KnowledgeTask
from appliance.core.jobs.queue import enqueue
from appliance.core.kit.clock import monotonic, now
from appliance.core.kit.errors import ApplianceError, Conflict
from appliance.core.kit.ids import new_id

if TYPE_CHECKING:
    from appliance.core.kit.actors import Actor
    from appliance.core.store.session import ReadSession, Store, WriteSession

OPEN: Final = ("waiting", "working")
ATTEMPTS: Final = 3
TOLD_EVERY: Final = 0.5  # seconds between two writes of how far it is

Progress = Callable[[int, int], None]


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
    enqueue(
        s,
        job_of(kind),
        {"task_id": made.id},
        lane=job_of(kind),
        key=f"{job_of(kind)}:{made.id}",
        max_attempts=ATTEMPTS,
    )
    return made


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
            _set(
                store,
                task_id,
                state="failed",
                error="没有完成，请再试一次；若仍然失败，请联系运维人员。",
                error_en="This could not be finished; try once more, and if it fails again ask an operator.",
                ended_at=now(),
            )
        raise
    else:
        _set(store, task_id, state="done", result=result, ended_at=now())


def _set(store: Store, task_id: str, **values: Any) -> None:
    with store.writing() as s:
        s.execute(update(KnowledgeTask).where(KnowledgeTask.id == task_id).values(**values))
