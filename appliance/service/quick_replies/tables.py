"""Rows of quick replies."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from appliance.core.store.base import Base
from appliance.core.store.column_types import Json, UtcMs


class QuickReply(Base):
    """One sentence by its short name. `owner_id`: whose it is; None for one that everybody at the desk has.

    `steps` is what follows the words, in order, as `steps.Step`; with any, it is a macro, and the words may be missing."""

    __tablename__ = "quick_replies"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("agents.id"), index=True)
    name: Mapped[str] = mapped_column(String(24))
    body: Mapped[str] = mapped_column(Text)
    steps: Mapped[list[dict[str, Any]]] = mapped_column(Json, server_default=text("'[]'"))
    changed_by: Mapped[str] = mapped_column(String(26))
    changed_at: Mapped[datetime] = mapped_column(UtcMs)
