"""Rows of quick replies."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from appliance.core.store.base import Base
from appliance.core.store.column_types import UtcMs


class QuickReply(Base):
    """One sentence by its short name. `owner_id`: whose it is; None for one that everybody at the desk has."""

    __tablename__ = "quick_replies"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("agents.id"), index=True)
    name: Mapped[str] = mapped_column(String(24))
    body: Mapped[str] = mapped_column(Text)
    changed_by: Mapped[str] = mapped_column(String(26))
    changed_at: Mapped[datetime] = mapped_column(UtcMs)
