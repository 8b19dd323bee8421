"""Replays begun on a page: a row that says how far it is, a job that does it, on the record before anything is read."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select, update

from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.jobs.queue import enqueue
from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.kit.errors import BadInput, Conflict, NotFound
from appliance.core.kit.ids import new_id
from appliance.core.store.session import ReadSession, Store, WriteSession
from appliance.service.handoff import versions
from appliance.service.handoff.book import book
from appliance.service.handoff.bound import Bound
from appliance.service.handoff.replay import Tried, replay
from appliance.service.handoff.tables import HandoffReplay

if TYPE_CHECKING:
    from appliance.core.jobs.registry import JobContext, Registry
    from appliance.core.vault.vault import Vault
    from appliance.service.handoff.decide import Decide
    from appliance.service.handoff.replay import Progress

KIND: Final = "handoff.replay"
ATTEMPTS: Final = 3
OPEN: Final = ("waiting", "working")
KEPT: Final = 30
"""Replays that are kept; older ones go when a new one is begun."""
_TOLD_EVERY: Final = 0.5  # seconds between two writes of how far it is


class _Stopped(Exception):
    """Somebody has ended the replay."""


def begin(s: WriteSession, content: Any, since: datetime, *, by: Actor) -> HandoffReplay:
    """Ask for a replay of this content against the book that holds. One at a time. Raises `BadInput`, `Conflict`."""
    checked = book("draft", content)
    if since > clock.now():
        raise BadInput("开始日期还没有到。", "The first day is yet to come.")
    if s.scalar(select(HandoffReplay.id).where(HandoffReplay.state.in_(OPEN)).limit(1)) is not None:
        raise Conflict(
            "正在回放另一份规则，请等它完成。", "Another replay is under way; wait until it is done."
        )
    made = HandoffReplay(
        id=new_id(),
        content=checked.content(),
        against=versions.number(s),
        since=since,
        state="waiting",
        created_by=by.id,
        created_by_name=by.name,
        created_at=clock.now(),
    )
    s.add(made)
    s.flush()
    for old in s.scalars(select(HandoffReplay).order_by(HandoffReplay.created_at.desc()).offset(KEPT)):
        s.delete(old)
    note(s, made.id, since, made.against, by)
    _ask_for(s, made.id)
    return made


def resume(s: WriteSession) -> None:
    """Ask anew for what was under way when the process ended; what is in the queue still is done once."""
    for replay_id in s.scalars(select(HandoffReplay.id).where(HandoffReplay.state.in_(OPEN))):
        _ask_for(s, replay_id)


def stop(s: WriteSession, replay_id: str) -> None:
    """End one that waits or is under way; the job notices with its next conversation. Raises `NotFound`, `Conflict`."""
    found = by_id(s, replay_id)
    if found.state not in OPEN:
        raise Conflict("这次回放已经结束。", "This replay has ended already.")
    found.state, found.ended_at = "stopped", clock.now()
    s.flush()


def note(s: WriteSession, subject: str, since: datetime, against: int, by: Actor) -> None:
    """Put on record that the appliance reads the conversations since a day to try rules on them."""
    chain.append(
        s, Verb.HANDOFF_REPLAYED, actor=by, subject=subject, since=since.isoformat(), against=against
    )


def by_id(s: ReadSession, replay_id: str) -> HandoffReplay:
    """One replay. Raises `NotFound`."""
    found = s.get(HandoffReplay, replay_id)
    if found is None:
        raise NotFound("没有这次回放。", "There is no such replay.")
    return found


def newest(s: ReadSession, limit: int = 10) -> list[HandoffReplay]:
    """The last ones, newest first."""
    return list(s.scalars(select(HandoffReplay).order_by(HandoffReplay.created_at.desc()).limit(limit)))


def run(
    store: Store,
    vault: Vault,
    decide: Decide,
    content: Any,
    against: int,
    since: datetime,
    progress: Progress,
) -> Tried:
    """Try a content against the book of a number."""
    with store.reading() as s:
        holds = versions.book_of(s, against)
    now = Bound(holds, decide.reads, decide.likens)
    then = Bound(book("draft", content), decide.reads, decide.likens)
    return replay(store, vault, now, then, since, progress)


def _ask_for(s: WriteSession, replay_id: str) -> None:
    enqueue(s, KIND, {"replay_id": replay_id}, lane=KIND, key=f"{KIND}:{replay_id}", max_attempts=ATTEMPTS)


def register(registry: Registry, store: Store, vault: Vault, decide: Decide) -> None:
    """Give the runner the handler."""

    def handle(job: JobContext) -> None:
        replay_id, told = str(job.payload["replay_id"]), clock.monotonic()

        def keep(**values: Any) -> None:
            still = (HandoffReplay.id == replay_id, HandoffReplay.state.in_(OPEN))
            with store.writing() as s:
                kept = s.execute(
                    update(HandoffReplay).where(*still).values(**values).returning(HandoffReplay.id)
                )
                if kept.first() is None:
                    raise _Stopped

        def progress(done: int, total: int) -> None:
            nonlocal told
            if done and done < total and clock.monotonic() - told < _TOLD_EVERY:
                return
            told = clock.monotonic()
            keep(state="working", done=done, total=total)

        with store.reading() as s:
            row = s.get(HandoffReplay, replay_id)
        if row is None or row.state not in OPEN:
            return
        try:
            tried = run(store, vault, decide, row.content, row.against, row.since, progress)
            keep(state="done", result=tried.kept(), ended_at=clock.now())
        except _Stopped:
            return
        except Exception:
            if job.attempt >= ATTEMPTS:
                keep(state="failed", ended_at=clock.now())
            raise

    registry.add(KIND, handle)
