"""Rows of notices and consents. Both are kept: they are the proof of what was agreed to, and when it ended."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from appliance.core.store.base import Base
from appliance.core.store.column_types import UtcMs


class PrivacyNotice(Base):
    """One version; the newest one holds. Never changed once published."""

    __tablename__ = "privacy_notices"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body_zh: Mapped[str] = mapped_column(Text)
    body_en: Mapped[str] = mapped_column(Text)
    published_by: Mapped[str] = mapped_column(String(26))
    published_at: Mapped[datetime] = mapped_column(UtcMs)


class Consent(Base):
    """That a contact agreed to a version. `withdrawn_at`: from then on their messages are not processed."""

    __tablename__ = "consents"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id"))
    number: Mapped[int] = mapped_column(ForeignKey("privacy_notices.number"))
    given_at: Mapped[datetime] = mapped_column(UtcMs)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcMs)

    __table_args__ = (Index("ix_consents_contact", "contact_id", "id"),)
