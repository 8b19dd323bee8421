"""The audit trail's one table. Rows can be added at the end and never touched again."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.orm import Mapped, mapped_column

from appliance.core.store.base import Base, standing
from appliance.core.store.column_types import Json, UtcMs


class AuditEvent(Base):
    """One event. `hash` covers all other columns and, through `prev`, every event before."""

    __tablename__ = "audit_event"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcMs)
    verb: Mapped[str]
    actor_kind: Mapped[str]
    actor_id: Mapped[str] = mapped_column(index=True)
    actor_name: Mapped[str]
    subject: Mapped[str]
    conversation_id: Mapped[str | None] = mapped_column(index=True)
    details: Mapped[dict[str, Any]] = mapped_column(Json)
    prev: Mapped[str]
    hash: Mapped[str]


TABLE = cast(Table, AuditEvent.__table__)

# A guard against mistakes in our own code and in maintenance; whoever holds the key and the file can drop a trigger,
# and is found out by the chain.
standing(
    TABLE,
    "CREATE TRIGGER IF NOT EXISTS audit_event_unchanged BEFORE UPDATE ON audit_event"
    " BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END",
    "CREATE TRIGGER IF NOT EXISTS audit_event_undeleted BEFORE DELETE ON audit_event"
    " BEGIN SELECT RAISE(ABORT, 'audit events are never deleted'); END",
    # INSERT OR REPLACE would delete without firing the trigger above.
    "CREATE TRIGGER IF NOT EXISTS audit_event_appended BEFORE INSERT ON audit_event"
    " WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit_event)"
    " BEGIN SELECT RAISE(ABORT, 'audit events are only appended'); END",
)
