"""Announcing an event."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import Table, delete, func, insert, select

from appliance.core.events.event import Event
from appliance.core.events.subscribers import Subscribers, job_kind
from appliance.core.events.tables import OutboxRow
from appliance.core.jobs.queue import enqueue
from appliance.core.kit import clock
from appliance.core.store.prepared import Prepared
from appliance.core.store.session import WriteSession

_insert = Prepared(insert(cast(Table, OutboxRow.__table__)))


def emit(s: WriteSession, event: Event) -> int:
    """Write the event down in the caller's transaction, run its `within` subscribers now, queue its `after` ones.

    Returns the event's number in the outbox.
    """
    s.flush()
    row = {
        "at": clock.now(),
        "kind": event.kind,
        "conversation_id": event.conversation_id,
        "payload": event.payload(),
    }
    seq = s.rows(_insert, **row).lastrowid
    subscribers: Subscribers | None = s.store.subscribers
    if subscribers is not None:
        for name, _ in subscribers.after(type(event)):
            enqueue(
                s,
                job_kind(event.kind, name),
                {"seq": seq, "conversation_id": event.conversation_id, "payload": event.payload()},
                lane=f"{name}:{event.conversation_id}" if event.conversation_id else None,
            )
        for subscriber in subscribers.within(type(event)):
            subscriber(s, event)
    return seq


def forget(s: WriteSession, before: datetime) -> None:
    """Remove rows older than `before`. The newest stays, so that `head` never goes backwards."""
    newest = select(func.max(OutboxRow.seq)).scalar_subquery()
    s.execute(delete(OutboxRow).where(OutboxRow.at < before, OutboxRow.seq < newest))
