"""A table for the store's own tests, and what stands in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from appliance.core.store.column_types import Json, UtcMs
from appliance.core.store.session import Store


class Scratch(DeclarativeBase):
    """Apart from the product's tables: a migration must not be asked to make what only tests have."""


class Note(Scratch):
    """One line somebody wrote."""

    __tablename__ = "test_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime | None] = mapped_column(UtcMs)
    more: Mapped[dict[str, Any] | None] = mapped_column(Json)


def texts(store: Store) -> list[str]:
    """All lines, in the order they were written."""
    with store.reading() as s:
        return list(s.scalars(select(Note.text).order_by(Note.id)))
