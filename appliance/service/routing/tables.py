"""Who is at the desk, what they are good at, and how each team shares out its work."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from appliance.core.store.base import Base
from appliance.core.store.column_types import Json, UtcMs


class AgentPresence(Base):
    """An agent's presence: available, busy, away or offline; `seen_at` is the last sign of life, `given_at` when they last
    came to have a conversation."""

    __tablename__ = "agent_presence"

    agent_id: Mapped[str] = mapped_column(ForeignKey("agents.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(10), default="offline")
    seen_at: Mapped[datetime] = mapped_column(UtcMs, index=True)
    given_at: Mapped[datetime | None] = mapped_column(UtcMs)


class SilenceLimits(Base):
    """The one row of limits, in minutes, after which an agent's silence means something (`routing.silence`)."""

    __tablename__ = "silence_limits"

    id: Mapped[int] = mapped_column(primary_key=True)
    away_minutes: Mapped[int]
    offline_minutes: Mapped[int]
    reassign_minutes: Mapped[int]


class AgentTrait(Base):
    """One thing an agent is here for. `kind` is skill (the code of a topic or handoff reason), language, channel, region
    or team (one more team beside their own)."""

    __tablename__ = "agent_traits"

    agent_id: Mapped[str] = mapped_column(ForeignKey("agents.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    value: Mapped[str] = mapped_column(String(40), primary_key=True)


class TeamRouting(Base):
    """How a team works; a team without a row takes from its queue by hand, at any hour.

    `strategies`: names in order, none: agents take for themselves. `channels`, `topics`: what comes to this team first.
    `hours`: spans by weekday, `holidays`: spans by date (`routing.hours`); none: always open. `limit_seconds`: how long a
    visitor may wait for a word of the agent in charge, 0: no limit. `people_share`: percent of new conversations that go to
    people at once (`routing.balance`), `counted` how many came since that was set.
    """

    __tablename__ = "team_routing"

    team_id: Mapped[str] = mapped_column(ForeignKey("teams.id"), primary_key=True)
    strategies: Mapped[list[str]] = mapped_column(Json)
    channels: Mapped[list[str]] = mapped_column(Json)
    topics: Mapped[list[str]] = mapped_column(Json)
    hours: Mapped[dict[str, Any]] = mapped_column(Json)
    holidays: Mapped[dict[str, Any]] = mapped_column(Json)
    limit_seconds: Mapped[int] = mapped_column(default=0, server_default="0")
    people_share: Mapped[int] = mapped_column(default=0, server_default="0")
    counted: Mapped[int] = mapped_column(default=0, server_default="0")
