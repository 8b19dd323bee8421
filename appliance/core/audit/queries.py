"""Reading the trail, newest first."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from appliance.core.audit.tables import AuditEvent
from appliance.core.audit.verbs import Verb
from appliance.core.kit.pages import Page
from appliance.core.store.session import ReadSession


def events(
    s: ReadSession,
    *,
    conversation: str | None = None,
    actor: str | None = None,
    verb: Verb | None = None,
    since: datetime | None = None,
    before: int | None = None,
    limit: int = 50,
) -> Page[AuditEvent]:
    """One page of events that fit every given filter. `before` is the `next_before` of the page ahead of it."""
    wanted = select(AuditEvent).order_by(AuditEvent.seq.desc()).limit(limit + 1)
    if conversation is not None:
        wanted = wanted.where(AuditEvent.conversation_id == conversation)
    if actor is not None:
        wanted = wanted.where(AuditEvent.actor_id == actor)
    if verb is not None:
        wanted = wanted.where(AuditEvent.verb == verb.value)
    if since is not None:
        wanted = wanted.where(AuditEvent.at >= since)
    if before is not None:
        wanted = wanted.where(AuditEvent.seq < before)
    found = list(s.scalars(wanted))
    return Page(found[:limit], found[limit - 1].seq if len(found) > limit else None)


def head(s: ReadSession) -> AuditEvent | None:
    """The newest event."""
    return s.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc()).limit(1)).first()
