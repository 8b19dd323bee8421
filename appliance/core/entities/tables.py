"""Rows of entities."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from appliance.core.store.base import Base
from appliance.core.store.column_types import Json, UtcMs


class Entity(Base):
    """One value in one conversation. `token_id` is `KIND:keyed hash`, equal for equal values everywhere."""

    __tablename__ = "entities"
    __table_args__ = (Index(None, "token_id"), Index(None, "message_id"))

    conversation_id: Mapped[str] = mapped_column(String(26), primary_key=True)
    token_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    display: Mapped[str] = mapped_column(String(160))
    value_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    message_id: Mapped[str] = mapped_column(String(26))
    found_by: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(UtcMs)


class MaskingVersion(Base):
    """One wording of the masking policy (`part` policy) or of the public list (`part` public).

    `content` never changes. `number` is given when a second person has approved it (1, 2, 3 … of its part); without one
    it waits, or was refused. Who asked, why and who decided stands with the request.
    """

    __tablename__ = "masking_versions"
    __table_args__ = (UniqueConstraint("part", "number"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    part: Mapped[str] = mapped_column(String(8))
    number: Mapped[int | None]
    based_on: Mapped[int]
    content: Mapped[Any] = mapped_column(Json)
    approval_id: Mapped[str] = mapped_column(String(26), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcMs)
