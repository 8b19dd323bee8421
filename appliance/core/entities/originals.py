"""Opening kept values: for a reveal, for the visitor's own window, for the district of an address, and withheld texts for a
second look; for nothing else."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from appliance.core.entities.actions import bound_to
from appliance.core.entities.tables import Entity
from appliance.core.masking.text import RawText
from appliance.core.store.session import ReadSession
from appliance.core.vault import envelope


def opened(
    s: ReadSession, conversation_id: str, conversation_key: bytes, token_ids: Collection[str]
) -> dict[str, RawText]:
    """Token id -> what was written, for tokens of one conversation; unknown ones are left out.

    Raises `Tampered` when a sealed value was changed or moved.
    """
    if not token_ids:
        return {}
    rows = s.execute(
        select(Entity.token_id, Entity.value_sealed).where(
            Entity.conversation_id == conversation_id, Entity.token_id.in_(sorted(token_ids))
        )
    )
    return {
        token_id: RawText(
            envelope.open_(conversation_key, sealed, bound_to=bound_to(conversation_id, token_id)).decode()
        )
        for token_id, sealed in rows
    }
