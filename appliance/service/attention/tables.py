"""Rows of how each agent wants to be called."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from appliance.core.store.base import Base


class AgentAttention(Base):
    """`notify`: by a notification of the desktop; `sound`: by a sound. From `quiet_from` to `quiet_to` ("22:00", over midnight too)
    by neither; both empty: at any hour."""

    __tablename__ = "agent_attention"

    agent_id: Mapped[str] = mapped_column(ForeignKey("agents.id"), primary_key=True)
    notify: Mapped[bool] = mapped_column(default=False)
    sound: Mapped[bool] = mapped_column(default=False)
    quiet_from: Mapped[str] = mapped_column(String(5), default="")
    quiet_to: Mapped[str] = mapped_column(String(5), default="")
