"""A table for the store's own tests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from appliance.core.store.base import Base
from appliance.core.store.column_types import Json, UtcMs


class Note(Base):
    """One line somebody wrote."""

    __tablename__ = "test_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime | None] = mapped_column(UtcMs)
    more: Mapped[dict[str, Any] | None] = mapped_column(Json)
