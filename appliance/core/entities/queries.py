"""What may be shown of kept values."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select

from appliance.core.entities.tables import Entity
from appliance.core.store.session import ReadSession

_AT_ONCE = 500


def displays(s: ReadSession, conversation_ids: Collection[str]) -> dict[str, str]:
    """Token id -> partial form (138****5678), for the tokens of these conversations."""
    wanted = sorted(set(conversation_ids))
    found: dict[str, str] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        rows = s.execute(
            select(Entity.token_id, Entity.display).where(
                Entity.conversation_id.in_(wanted[start : start + _AT_ONCE])
            )
        )
        found.update(row.tuple() for row in rows)
    return found


def of_message(s: ReadSession, message_id: str) -> Sequence[Entity]:
    """The values first found in one message, and which recognizer found each."""
    return s.scalars(select(Entity).where(Entity.message_id == message_id).order_by(Entity.token_id)).all()
