"""The queue's one table."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from appliance.core.store.base import Base
from appliance.core.store.column_types import Json, UtcMs

State = Literal["queued", "running", "done", "failed"]


class Job(Base):
    """One piece of background work. `attempts` counts claims, and tells a late finisher that it lost its lease."""

    __tablename__ = "job"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    lane: Mapped[str | None]
    key: Mapped[str | None]
    run_at: Mapped[datetime] = mapped_column(UtcMs)
    state: Mapped[State] = mapped_column(String)
    attempts: Mapped[int]
    max_attempts: Mapped[int]
    locked_until: Mapped[datetime | None] = mapped_column(UtcMs)
    last_error: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(UtcMs)

    __table_args__ = (
        Index("uq_job_key_queued", "key", unique=True, sqlite_where=text("state = 'queued'")),
        # The queue is looked at after every commit: what is done must not be in the way.
        Index("ix_job_due", "run_at", "seq", sqlite_where=text("state IN ('queued', 'running')")),
        Index("ix_job_lane", "lane", "seq", sqlite_where=text("state IN ('queued', 'running')")),
        {"sqlite_autoincrement": True},
    )
