"""When conversations are read again: once they have paused, by a sweep that remembers how far it came; at once when one
closes, a note is written that no pause would tell of, or a text was withheld.

Low priority: a sweep takes a few conversations, and stops as soon as a visitor waits for an answer.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import select

from appliance.core.jobs.queue import enqueue
from appliance.core.jobs.registry import JobContext, Registry
from appliance.core.jobs.tables import Job
from appliance.core.kit import clock
from appliance.core.kit.errors import SealedError
from appliance.core.kit.logs import get_logger
from appliance.core.store.session import WriteSession
from appliance.service.conversations.events import Closed, MessageWithheld, NotePosted
from appliance.service.second_look import queries
from appliance.service.second_look.look import LookParts, look
from appliance.service.second_look.tables import SecondLookMark

SWEEP: Final = "second_look.sweep"
LOOK: Final = "second_look.look"
EVERY: Final = 60.0
"""Seconds between two sweeps."""
AT_ONCE: Final = 50
RETRY: Final = timedelta(minutes=1)
"""After which a withheld text is tried again: what failed may have been a passing fault."""
_COMES_FIRST: Final = ("turns.take", "channels.deliver")
_BESIDE: Final = 7
"""Turns under way beside a sweep; it holds one of the worker's eight threads, so with more of them somebody waits."""

log = get_logger("second look")


def on_closed(s: WriteSession, event: Closed) -> None:
    """`within`: it has ended, nothing more will come."""
    _ask(s, event.conversation_id, timedelta(0))


def on_note(s: WriteSession, event: NotePosted) -> None:
    """`within`: notes do not count as the conversation's last message, so no pause would tell of this one."""
    _ask(s, event.conversation_id, RETRY)


def on_withheld(s: WriteSession, event: MessageWithheld) -> None:
    """`within`: somebody waits for these words to become readable."""
    _ask(s, event.conversation_id, RETRY)


def register(registry: Registry, parts: LookParts, pause: timedelta) -> None:
    """Give the runner both handlers. `pause`: how long a conversation must have been silent."""

    def one(job: JobContext) -> None:
        look(parts, str(job.payload["conversation_id"]))

    def sweep(_: JobContext) -> None:
        before = clock.now() - pause
        with parts.store.reading() as s:
            due, again = queries.paused(s, before, AT_ONCE), queries.withheld(s, AT_ONCE)
        for conversation_id in again:
            if not _may(parts, conversation_id):
                return
        reached = None
        for conversation_id, at in due:
            if not _may(parts, conversation_id):
                break
            reached = at
        else:
            reached = before if len(due) < AT_ONCE else reached
        if reached is not None:
            with parts.store.writing() as s:
                mark = s.get(SecondLookMark, queries.SWEEP)
                if mark is None:
                    s.add(SecondLookMark(name=queries.SWEEP, at=reached))
                elif mark.at < reached:
                    mark.at = reached
                s.flush()

    registry.add(LOOK, one)
    registry.add(SWEEP, sweep)


def _may(parts: LookParts, conversation_id: str) -> bool:
    """Look at one; False when visitors come first. One that fails is asked for by a job of its own and holds up nothing."""
    with parts.store.reading() as s:
        asked = select(Job.state).where(
            Job.state.in_(("queued", "running")), Job.kind.in_(_COMES_FIRST), Job.run_at <= clock.now()
        )
        first = s.scalars(asked.limit(_BESIDE + 1)).all()
        if "queued" in first or len(first) > _BESIDE:
            return False
    try:
        look(parts, conversation_id)
    except SealedError:
        raise
    except Exception as problem:  # noqa: BLE001 - whatever one of them holds, the others are looked at
        log.warning("not looked at", conversation=conversation_id, kind=type(problem).__name__)
        with parts.store.writing() as s:
            _ask(s, conversation_id, RETRY)
    return True


def _ask(s: WriteSession, conversation_id: str | None, after: timedelta) -> None:
    assert conversation_id is not None
    payload = {"conversation_id": conversation_id}
    enqueue(s, LOOK, payload, lane=LOOK, key=f"{LOOK}:{conversation_id}", run_at=clock.now() + after)
