"""Versions of the rule book, and what trying one over past conversations came to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from appliance.core.store.base import Base
from appliance.core.store.column_types import Json, UtcMs


class HandoffVersion(Base):
    """One wording of the rule book.

    `content` never changes. `number` is given when a second person has approved it (1, 2, 3 …); without one it waits, or
    was refused. Who asked, why and who decided stands with the request.
    """

    __tablename__ = "handoff_versions"
    __table_args__ = (UniqueConstraint("number"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    number: Mapped[int | None]
    based_on: Mapped[int]
    content: Mapped[Any] = mapped_column(Json)
    approval_id: Mapped[str] = mapped_column(String(26), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcMs)


class HandoffReplay(Base):
    """A rule book tried over the conversations since a day. `content` is the book that was tried, `against` the number of the
    one that held. `state`: waiting, working, done, failed; `done` of `total` conversations. `result` holds counts and
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
