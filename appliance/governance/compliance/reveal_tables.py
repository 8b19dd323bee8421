"""Rows of reveals: how long one is open, and how often somebody looked. Neither says which value."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from appliance.core.store.base import Base
from appliance.core.store.column_types import UtcMs


class RevealGrant(Base):
    """One used approval: from the first look on, until `expires_at`."""

    __tablename__ = "reveal_grants"

    approval_id: Mapped[str] = mapped_column(String(26), primary_key=True)
    agent_id: Mapped[str] = mapped_column(String(26))
    opened_at: Mapped[datetime] = mapped_column(UtcMs)
    expires_at: Mapped[datetime] = mapped_column(UtcMs)


class RevealView(Base):
    """One look, for counting."""

    __tablename__ = "reveal_views"
    __table_args__ = (Index("ix_reveal_views_agent_at", "agent_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    agent_id: Mapped[str] = mapped_column(String(26))
    approval_id: Mapped[str] = mapped_column(String(26))
    at: Mapped[datetime] = mapped_column(UtcMs)
