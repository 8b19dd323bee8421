"""Rows of inboxes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from appliance.core.store.base import Base
from appliance.core.store.column_types import Json, UtcMs

MAIN = "main"
"""The inbox that is always there, whether or not anybody has set anything."""


class Inbox(Base):
    """One entrance: `name` stands in the bank's page (`data-inbox`), `title` is what staff call it. `origins` are the pages that
    may show it, `look` is a `look.Look` as values. `number` rises with every change."""

    __tablename__ = "inboxes"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    title: Mapped[str] = mapped_column(String(80))
    origins: Mapped[list[str]] = mapped_column(Json)
    look: Mapped[dict[str, Any]] = mapped_column(Json)
    enabled: Mapped[bool] = mapped_column(default=True)
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)
    logo_type: Mapped[str] = mapped_column(String(20), default="")
    number: Mapped[int] = mapped_column(default=0)
    changed_by: Mapped[str] = mapped_column(String(26), default="")
    changed_at: Mapped[datetime | None] = mapped_column(UtcMs)
