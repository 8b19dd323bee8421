"""Rows of moods read and impressions kept. No column but `body_sealed` holds what anybody wrote."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from appliance.core.store.base import Base
from appliance.core.store.column_types import UtcMs


class MoodReading(Base):
    """How the writer of one visitor message felt, as `ai/reading` read it: `unhappy` is the chance of dissatisfied or angry,
    `version` names the weights. Read once, when staff first look at the conversation."""

    __tablename__ = "mood_readings"

    message_id: Mapped[str] = mapped_column(String(26), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(26), index=True)
    mood: Mapped[str] = mapped_column(String(12))
    unhappy: Mapped[float]
    version: Mapped[str] = mapped_column(String(24))


class Impression(Base):
    """What an agent has written of a contact; sealed under the key of the conversation in which they wrote it."""

    __tablename__ = "impressions"

    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id"), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(26), index=True)
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    by_id: Mapped[str] = mapped_column(String(26))
    by_name: Mapped[str] = mapped_column(String(80))
    changed_at: Mapped[datetime] = mapped_column(UtcMs)
