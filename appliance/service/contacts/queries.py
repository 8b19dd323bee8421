"""Reading contacts."""

from __future__ import annotations

from sqlalchemy import select

from appliance.core.store.session import ReadSession
from appliance.service.contacts.tables import ChannelIdentity, Contact


def contact_id(s: ReadSession, channel: str, external_id: str) -> str | None:
    """The id of the contact a channel calls by `external_id`; `None` for a visitor who never wrote."""
    found = s.get(ChannelIdentity, (channel, external_id))
    return found.contact_id if found is not None else None


def known(s: ReadSession, channel: str, external_id: str) -> str | None:
    """The id of the contact behind a channel's id if the bank has named them; None for everybody else."""
    query = select(ChannelIdentity.contact_id).join(Contact, Contact.id == ChannelIdentity.contact_id)
    mine = (ChannelIdentity.channel == channel, ChannelIdentity.external_id == external_id)
    return s.scalars(query.where(*mine, Contact.known_sealed.is_not(None))).first()


def external_id(s: ReadSession, contact: str, channel: str) -> str | None:
    """The channel's own id of a contact, to deliver to; `None` if they never came by this channel."""
    return s.scalars(
        select(ChannelIdentity.external_id).where(
            ChannelIdentity.contact_id == contact, ChannelIdentity.channel == channel
        )
    ).first()
