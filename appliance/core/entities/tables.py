"""Rows of entities."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from appliance.core.approvals.versioned import VersionRow
from appliance.core.store.base import Base
from appliance.core.store.column_types import UtcMs


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


class MaskingVersion(VersionRow):
    """One wording of the masking policy (`part` policy) or of the public list (`part` public); each is numbered by itself."""

    __tablename__ = "masking_versions"
    __table_args__ = (UniqueConstraint("part", "number"),)

    part: Mapped[str] = mapped_column(String(8))
