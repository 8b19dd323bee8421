"""What may be shown of kept values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from appliance.core.entities.tables import Entity
from appliance.core.masking.show import shown
from appliance.core.store.session import ReadSession

_AT_ONCE = 500


def displays(s: ReadSession, channels: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Conversation id -> token id -> what a surface shows (138****5678), by the policy of the conversation's channel.

    `channels` maps the conversations asked for to their channels; each of them is in the result.
    """
    wanted = sorted(channels)
    found: dict[str, dict[str, str]] = {one: {} for one in wanted}
    policies = s.store.policies
    for start in range(0, len(wanted), _AT_ONCE):
        rows = s.execute(
            select(Entity.conversation_id, Entity.token_id, Entity.display).where(
                Entity.conversation_id.in_(wanted[start : start + _AT_ONCE])
            )
        )
        for conversation_id, token_id, display in rows:
            policy = policies.of(channels[conversation_id])
            found[conversation_id][token_id] = shown(policy, token_id, display)
    return found


def of_conversation(s: ReadSession, conversation_id: str) -> Sequence[Entity]:
    """Every value of one conversation, oldest first, and which recognizer found it."""
    rows = select(Entity).where(Entity.conversation_id == conversation_id)
    return s.scalars(rows.order_by(Entity.created_at, Entity.message_id, Entity.token_id)).all()


def of_message(s: ReadSession, message_id: str) -> Sequence[Entity]:
    """The values first found in one message, and which recognizer found each."""
    return s.scalars(select(Entity).where(Entity.message_id == message_id).order_by(Entity.token_id)).all()
