"""Rows of people, teams and sign-ins."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from appliance.core.store.base import Base
from appliance.core.store.column_types import UtcMs

DEFAULT_TEAM: Final = "default"
DEFAULT_TEAM_NAME: Final = "默认组"

ACTIVE: Final = "active"
MUST_CHANGE: Final = "must_change"
DISABLED: Final = "disabled"


class Team(Base):
    """A group of agents who share a queue."""

    __tablename__ = "teams"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))


class Agent(Base):
    """A person who works here. `state` is active, must_change (the password is not yet their own) or disabled."""

    __tablename__ = "agents"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    login: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(24))
    password_hash: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(16))
    capacity: Mapped[int] = mapped_column(default=6)
    lang: Mapped[str] = mapped_column(String(8), default="zh")
    team_id: Mapped[str] = mapped_column(ForeignKey("teams.id"), default=DEFAULT_TEAM)
    created_at: Mapped[datetime] = mapped_column(UtcMs)


class SignIn(Base):
    """One signed-in browser. The token itself is never stored, only its SHA-256."""

    __tablename__ = "sign_ins"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    agent_id: Mapped[str] = mapped_column(ForeignKey("agents.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcMs)
    last_seen_at: Mapped[datetime] = mapped_column(UtcMs)
    expires_at: Mapped[datetime] = mapped_column(UtcMs)
    csrf: Mapped[str] = mapped_column(String(64))


class SignInFailure(Base):
    """A failed try. `login` is a digest: people type passwords into the wrong field."""

    __tablename__ = "sign_in_failures"
    __table_args__ = (Index(None, "login", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    login: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcMs)
