"""Rows of requests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from appliance.core.store.base import Base
from appliance.core.store.column_types import Json, UtcMs


class Approval(Base):
    """One request. `subject` is the id of what it is about, `detail` ids and codes that say it more closely; neither
    changes after asking. `reason` is masked text. `expires_at` first bounds the wait, after approval the use."""

    __tablename__ = "approvals"
    __table_args__ = (
        Index("ix_approvals_state", "state", "expires_at"),
        Index("ix_approvals_asked_by", "asked_by", "asked_at"),
        Index("ix_approvals_subject", "kind", "subject"),
        Index("ix_approvals_conversation", "conversation_id"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(12))
    subject: Mapped[str] = mapped_column(String(80))
    conversation_id: Mapped[str | None] = mapped_column(String(26))
    reason: Mapped[str] = mapped_column(Text)
    detail: Mapped[dict[str, Any]] = mapped_column(Json)
    asked_by: Mapped[str] = mapped_column(String(26))
    asked_by_name: Mapped[str] = mapped_column(String(80))
    asked_at: Mapped[datetime] = mapped_column(UtcMs)
    expires_at: Mapped[datetime] = mapped_column(UtcMs)
    decided_by: Mapped[str | None] = mapped_column(String(26))
    decided_by_name: Mapped[str] = mapped_column(String(80), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcMs)
    used_at: Mapped[datetime | None] = mapped_column(UtcMs)
