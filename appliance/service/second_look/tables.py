"""Rows of the second look: how far each conversation has been read again, and what was found. Counts, never words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from appliance.core.store.base import Base
from appliance.core.store.column_types import Json, UtcMs


class SecondLook(Base):
    """One conversation. `seq` is the last message read again; `messages` how many were, `found` how many values of each
    kind the first look had missed, `opened` how many withheld texts could be checked now, `withheld` how many still
    cannot; `tries` counts the looks since that number last changed.
    """

    __tablename__ = "second_looks"
    __table_args__ = (
        Index("ix_second_looks_withheld", "looked_at", sqlite_where=text("withheld > 0")),
        Index("ix_second_looks_looked_at", "looked_at"),
    )

    conversation_id: Mapped[str] = mapped_column(String(26), primary_key=True)
    seq: Mapped[int] = mapped_column(default=0)
    looked_at: Mapped[datetime] = mapped_column(UtcMs)
    messages: Mapped[int] = mapped_column(default=0)
    found: Mapped[dict[str, int]] = mapped_column(Json)
    opened: Mapped[int] = mapped_column(default=0)
    withheld: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)


class SecondLookMark(Base):
    """One row (`name` "sweep"): conversations whose last message is older than `at` have all been read again."""

    __tablename__ = "second_look_marks"

    name: Mapped[str] = mapped_column(String(10), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcMs)
