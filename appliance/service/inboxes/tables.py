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
    may show it, `look` is a `look.Look` as values, `uploads` an `uploads.Uploads`. `identity_required`: only customers whom the
    bank has named may write. `number` rises with every change."""

    __tablename__ = "inboxes"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    title: Mapped[str] = mapped_column(String(80))
    origins: Mapped[list[str]] = mapped_column(Json)
    look: Mapped[dict[str, Any]] = mapped_column(Json)
    enabled: Mapped[bool] = mapped_column(default=True)
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)
    logo_type: Mapped[str] = mapped_column(String(20), default="")
    uploads: Mapped[dict[str, Any] | None] = mapped_column(Json)
    identity_required: Mapped[bool] = mapped_column(default=False, server_default="0")
    number: Mapped[int] = mapped_column(default=0)
    changed_by: Mapped[str] = mapped_column(String(26), default="")
    changed_at: Mapped[datetime | None] = mapped_column(UtcMs)


class InboxKey(Base):
    """A secret shared with the bank's backend, with which it names its customers. Two may hold at a time, so that one can take the
    other's place. `secret_sealed` is under a key of the vault; `id` goes into each token as `kid`."""

    __tablename__ = "inbox_keys"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    inbox: Mapped[str] = mapped_column(String(32), index=True)
    secret_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    made_by: Mapped[str] = mapped_column(String(26))
    made_at: Mapped[datetime] = mapped_column(UtcMs)
    retired_at: Mapped[datetime | None] = mapped_column(UtcMs)
