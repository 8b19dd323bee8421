"""Who is at the desk."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from appliance.core.store.base import Base
from appliance.core.store.column_types import UtcMs


class AgentPresence(Base):
    """An agent's presence: available, busy, away or offline; `seen_at` is the last sign of life."""

    __tablename__ = "agent_presence"

    agent_id: Mapped[str] = mapped_column(ForeignKey("agents.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(10), default="offline")
    seen_at: Mapped[datetime] = mapped_column(UtcMs, index=True)
