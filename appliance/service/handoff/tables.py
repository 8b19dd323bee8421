"""Versions of the rule book, and what trying one over past conversations came to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from appliance.core.approvals.versioned import VersionRow
from appliance.core.store.base import Base
from appliance.core.store.column_types import Json, UtcMs


class HandoffVersion(VersionRow):
    """One wording of the rule book."""

    __tablename__ = "handoff_versions"
    __table_args__ = (UniqueConstraint("number"),)


class HandoffReplay(Base):
    """A rule book tried over the conversations since a day. `content` is the book that was tried, `against` the number of the
    one that held. `state`: waiting, working, done, failed, stopped; `done` of `total` conversations. `result` holds counts and
    differences by conversation id, number and code, never a word of anybody."""

    __tablename__ = "handoff_replays"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    content: Mapped[Any] = mapped_column(Json)
    against: Mapped[int]
    since: Mapped[datetime] = mapped_column(UtcMs)
    state: Mapped[str] = mapped_column(String(8))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    result: Mapped[Any | None] = mapped_column(Json)
    created_by: Mapped[str] = mapped_column(String(26))
    created_by_name: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime] = mapped_column(UtcMs, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcMs)
