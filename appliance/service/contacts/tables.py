"""Contacts and the channel identities by which they come in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from appliance.core.store.base import Base
from appliance.core.store.column_types import UtcMs


class Contact(Base):
    """One customer of the bank, or a visitor not yet known. `display_name` is masked or empty. `tier` (0 to 2) is how much
    their time is worth to the bank, `region` where they bank (as the bank's own code): both decide who serves them when.

    Somebody whom the bank has named (a customer who is signed in there): `known_sealed` is the bank's number of them under the
    contact's own key, `known_as` how staff see it (88****21). Equal numbers are found by a keyed hash (`customer.external_id`).

    After an erasure the row stays as a bare id, so that its skeletons have an owner."""

    __tablename__ = "contacts"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcMs)
    display_name: Mapped[str] = mapped_column(String(80), default="")
    tier: Mapped[int] = mapped_column(default=0, server_default="0")
    region: Mapped[str] = mapped_column(String(40), default="", server_default="")
    known_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    known_as: Mapped[str] = mapped_column(String(40), default="", server_default="")
    erased_at: Mapped[datetime | None] = mapped_column(UtcMs)


class ChannelIdentity(Base):
    """How one channel names a contact. Claimed by the channel, never proof of who somebody is."""

    __tablename__ = "channel_identities"

    channel: Mapped[str] = mapped_column(String(40), primary_key=True)
    external_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id"), index=True)
