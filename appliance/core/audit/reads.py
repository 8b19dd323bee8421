"""Reading is an act: the audit event is committed first, then the reader gets to see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import bindparam, select

from appliance.core.audit.chain import Detail, append
from appliance.core.audit.tables import TABLE
from appliance.core.audit.verbs import Verb
from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.store.prepared import Prepared
from appliance.core.store.session import ReadSession, Store

ONE_READ = timedelta(minutes=15)
_LATELY = Prepared(
    select(TABLE.c.seq)
    .where(
        TABLE.c.conversation_id == bindparam("conversation"),
        TABLE.c.actor_id == bindparam("actor"),
        TABLE.c.verb == bindparam("verb"),
        TABLE.c.at > bindparam("since"),
    )
    .limit(1)
)


@contextmanager
def audited_read(
    store: Store, verb: Verb, actor: Actor, subject: str, conversation: str | None = None, **details: Detail
) -> Iterator[ReadSession]:
    """Commit the audit event, then yield a session. If the event cannot be written nothing can be read."""
    with store.writing(essential=True) as w:
        append(w, verb, actor=actor, subject=subject, conversation=conversation, **details)
    with store.reading() as s:
        yield s


@contextmanager
def live_read(
    store: Store,
    actor: Actor,
    conversation: str,
    verb: Verb = Verb.TRANSCRIPT_READ,
    **details: Detail,
) -> Iterator[ReadSession]:
    """Like `audited_read`, for a conversation that stays open on a screen.

    What the same person reads of it within 15 minutes of an event counts as the read that the event tells of.
    """
    since = clock.now() - ONE_READ
    with store.reading() as s:
        if s.rows(_LATELY, conversation=conversation, actor=actor.id, verb=verb.value, since=since):
            yield s  # of one moment with the event that it counts to
            return
    with store.writing(essential=True) as w:
        append(w, verb, actor=actor, subject=conversation, conversation=conversation, **details)
    with store.reading() as s:
        yield s
