"""What may be shown of kept values."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select

from appliance.core.entities.tables import Entity
from appliance.core.masking.show import shown_all
from appliance.core.store.prepared import Prepared, among
from appliance.core.store.session import ReadSession

_KEPT = Prepared(
    select(Entity.conversation_id, Entity.token_id, Entity.display).where(
        among(Entity.conversation_id, "conversations")
    )
)


def kept(s: ReadSession, conversation_ids: Collection[str]) -> dict[str, dict[str, str]]:
    """Conversation id -> token id -> partial form as it was kept, whatever the policy; for looking before a change."""
    found: dict[str, dict[str, str]] = {one: {} for one in conversation_ids}
    for conversation_id, token_id, display in s.rows(_KEPT, conversations=list(found)):
        found[conversation_id][token_id] = display
    return found


def displays(s: ReadSession, channels: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Conversation id -> token id -> what a surface shows (138****5678), by the policy of the conversation's channel.

    `channels` maps the conversations asked for to their channels; each of them is in the result.
    """
    policies = s.store.policies
    return {
        conversation_id: shown_all(policies.of(channels[conversation_id]), tokens)
        for conversation_id, tokens in kept(s, channels).items()
    }


def of_conversation(s: ReadSession, conversation_id: str) -> Sequence[Entity]:
    """Every value of one conversation, oldest first, and which recognizer found it."""
    rows = select(Entity).where(Entity.conversation_id == conversation_id)
    return s.scalars(rows.order_by(Entity.created_at, Entity.message_id, Entity.token_id)).all()


def of_message(s: ReadSession, message_id: str) -> Sequence[Entity]:
    """The values first found in one message, and which recognizer found each."""
    return s.scalars(select(Entity).where(Entity.message_id == message_id).order_by(Entity.token_id)).all()
