"""The outbox: every event in commit order."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from appliance.core.store.base import Base
from appliance.core.store.column_types import Json, UtcMs


class OutboxRow(Base):
    """One event. `seq` rises with every commit and is never given twice, also after old rows were removed."""

    __tablename__ = "outbox"
    __table_args__ = ({"sqlite_autoincrement": True},)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcMs)
    kind: Mapped[str]
    conversation_id: Mapped[str | None]
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
