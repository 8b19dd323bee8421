"""Following the outbox, also from another process: remember `head`, then ask for what came `since`."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from appliance.core.events.tables import OutboxRow
from appliance.core.store.session import ReadSession


def since(s: ReadSession, seq: int, limit: int = 500, conversation: str | None = None) -> Sequence[OutboxRow]:
    """Events after `seq` in commit order, at most `limit`. None is skipped: numbers are given in commit order."""
    wanted = select(OutboxRow).where(OutboxRow.seq > seq).order_by(OutboxRow.seq).limit(limit)
    if conversation is not None:
        wanted = wanted.where(OutboxRow.conversation_id == conversation)
    return s.scalars(wanted).all()


def head(s: ReadSession) -> int:
    """The newest event's number; 0 before the first."""
    return s.scalar(select(func.max(OutboxRow.seq))) or 0
