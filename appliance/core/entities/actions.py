"""Keeping originals, sealed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import cast

from sqlalchemy import Table, select
from sqlalchemy.dialects.sqlite import insert

from appliance.core.entities.tables import Entity
from appliance.core.kit import clock
from appliance.core.masking.engine import Found
from appliance.core.store.prepared import Prepared
from appliance.core.store.session import WriteSession
from appliance.core.vault import envelope

_UNLESS_KNOWN = Prepared(insert(cast(Table, Entity.__table__)).on_conflict_do_nothing())


def bound_to(conversation_id: str, token_id: str) -> str:
    """What a sealed value is tied to: moved to another row, it does not open."""
    return f"entities/value_sealed/{conversation_id}/{token_id}"


def keep(
    s: WriteSession, conversation_id: str, conversation_key: bytes, found: Sequence[Found], message_id: str
) -> int:
    """Seal what masking took out of one message. A value already known in the conversation keeps its first row.
    Returns how many are new."""
    if not found:
        return 0
    at, new = clock.now(), 0
    for each in found:
        new += s.rows(
            _UNLESS_KNOWN,
            conversation_id=conversation_id,
            token_id=each.token_id,
            kind=each.kind,
            display=each.display[:160],
            value_sealed=envelope.seal(
                conversation_key,
                each.value.expose().encode(),
                bound_to=bound_to(conversation_id, each.token_id),
            ),
            message_id=message_id,
            found_by=each.found_by[:80],
            created_at=at,
        ).rowcount
    return new


def move(s: WriteSession, old: str, old_key: bytes, new: str, new_key: bytes) -> None:
    """Take one conversation's values over into another, sealed anew; a value known there keeps its first row."""
    s.flush()
    known = set(s.scalars(select(Entity.token_id).where(Entity.conversation_id == new)))
    for row in s.scalars(select(Entity).where(Entity.conversation_id == old)).all():
        if row.token_id not in known:
            value = envelope.open_(old_key, row.value_sealed, bound_to=bound_to(old, row.token_id))
            s.add(
                Entity(
                    conversation_id=new,
                    token_id=row.token_id,
                    kind=row.kind,
                    display=row.display,
                    value_sealed=envelope.seal(new_key, value, bound_to=bound_to(new, row.token_id)),
                    message_id=row.message_id,
                    found_by=row.found_by,
                    created_at=row.created_at,
                )
            )
        s.delete(row)
    s.flush()


def forget(s: WriteSession, conversation_id: str, token_ids: Collection[str]) -> None:
    """Remove originals that no text refers to any more: a withheld text that has been opened and masked piece by piece."""
    for token_id in sorted(token_ids):
        row = s.get(Entity, (conversation_id, token_id))
        if row is not None:
            s.delete(row)
    s.flush()
