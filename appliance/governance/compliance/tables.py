"""Rows of erasures and legal holds. No column holds anything a contact said or is called."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from appliance.core.store.base import Base
from appliance.core.store.column_types import Json, UtcMs


class Erasure(Base):
    """A request to erase one contact, and what came of it.

    `key_ids` are the contact's keys (a merged contact has several). `state` is asked, refused, withdrawn, running or done.
    `steps` says when each step was last finished (milliseconds), `removed` what went out of the rows, `copies` how each
    copy of the keyring was found. `certificate` is the signed text, once done.
    """

    __tablename__ = "erasures"
    __table_args__ = (
        Index("ix_erasures_contact", "contact_id"),
        Index("ix_erasures_state", "state", "due_at"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    contact_id: Mapped[str] = mapped_column(String(26))
    key_ids: Mapped[list[str]] = mapped_column(Json)
    ground: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(12))
    received_at: Mapped[datetime] = mapped_column(UtcMs)
    due_at: Mapped[datetime] = mapped_column(UtcMs)
    approval_id: Mapped[str] = mapped_column(String(26))
    asked_by: Mapped[str] = mapped_column(String(26))
    asked_by_name: Mapped[str] = mapped_column(String(80))
    asked_at: Mapped[datetime] = mapped_column(UtcMs)
    decided_by: Mapped[str] = mapped_column(String(26), default="")
    decided_by_name: Mapped[str] = mapped_column(String(80), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcMs)
    steps: Mapped[dict[str, int]] = mapped_column(Json)
    removed: Mapped[dict[str, Any]] = mapped_column(Json)
    copies: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    done_at: Mapped[datetime | None] = mapped_column(UtcMs)
    certificate: Mapped[str] = mapped_column(Text, default="")


class LegalHold(Base):
    """An order to keep a contact's data. While one stands (`lifted_at` is None) nothing of theirs is erased."""

    __tablename__ = "legal_holds"
    __table_args__ = (Index("ix_legal_holds_contact", "contact_id"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    contact_id: Mapped[str] = mapped_column(String(26))
    cause: Mapped[str] = mapped_column(String(20))
    placed_by: Mapped[str] = mapped_column(String(26))
    placed_by_name: Mapped[str] = mapped_column(String(80))
    placed_at: Mapped[datetime] = mapped_column(UtcMs)
    lifted_by: Mapped[str] = mapped_column(String(26), default="")
    lifted_by_name: Mapped[str] = mapped_column(String(80), default="")
    lifted_at: Mapped[datetime | None] = mapped_column(UtcMs)
