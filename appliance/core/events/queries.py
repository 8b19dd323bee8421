"""Following the outbox, also from another process: remember `head`, then ask for what came `since`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from appliance.core.events.tables import OutboxRow
from appliance.core.store.prepared import Prepared
from appliance.core.store.session import ReadSession

_since = (
    select(OutboxRow.__table__)
    .where(OutboxRow.seq > bindparam("seq"))
    .order_by(OutboxRow.seq)
    .limit(bindparam("limit"))
)
_SINCE = Prepared(_since)
_HEAD = Prepared(select(func.max(OutboxRow.seq)))


def since(s: ReadSession, seq: int, limit: int = 500, conversation: str | None = None) -> Sequence[Row[Any]]:
    """Events after `seq` in commit order, at most `limit`. None is skipped: numbers are given in commit order."""
    if conversation is not None:
        wanted = _since.where(OutboxRow.conversation_id == conversation)
        return s.rows(wanted, seq=seq, limit=limit).all()
    return s.rows(_SINCE, seq=seq, limit=limit).all()


def head(s: ReadSession) -> int:
    """The newest event's number; 0 before the first."""
    return s.rows(_HEAD).scalar() or 0
