"""Rows of moods read, impressions and summaries kept. No column but `body_sealed` holds what anybody wrote."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from appliance.core.store.base import Base
from appliance.core.store.column_types import UtcMs


class MoodReading(Base):
    """How the writer of one visitor message felt, as `ai/reading` read it: `unhappy` is the chance of dissatisfied or angry,
    `worse` that of a mood that has got worse over the turns, `version` names the weights. Kept with the turn in which the AI
    read it; of several messages answered in one turn the last one has the mood, and `read_with` of the others names it."""

    __tablename__ = "mood_readings"

    message_id: Mapped[str] = mapped_column(String(26), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(26))
    mood: Mapped[str] = mapped_column(String(12))
    unhappy: Mapped[float]
    worse: Mapped[float] = mapped_column(default=0.0, server_default="0")
    version: Mapped[str] = mapped_column(String(24))
    read_with: Mapped[str | None] = mapped_column(String(26))

    __table_args__ = (Index("ix_mood_readings_conversation", "conversation_id", "message_id"),)


class HandoffSummary(Base):
    """What is said of a conversation at handoff, sealed under its key: the model's draft for the handoff of number `seq`, or the
    words of the agent `by_name`, written when the transcript had come to `seq`."""

    __tablename__ = "handoff_summaries"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    seq: Mapped[int]
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    by_name: Mapped[str] = mapped_column(String(80))
    changed_at: Mapped[datetime] = mapped_column(UtcMs)


class Impression(Base):
    """What an agent has written of a contact; sealed under the key of the conversation in which they wrote it."""

    __tablename__ = "impressions"

    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id"), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(26), index=True)
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    by_id: Mapped[str] = mapped_column(String(26))
    by_name: Mapped[str] = mapped_column(String(80))
    changed_at: Mapped[datetime] = mapped_column(UtcMs)
