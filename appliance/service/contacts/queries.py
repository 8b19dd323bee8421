"""Reading contacts."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from appliance.core.store.prepared import Prepared
from appliance.core.store.session import ReadSession
from appliance.service.contacts.tables import ChannelIdentity, Contact

_of_identity = select(ChannelIdentity.contact_id).where(
    ChannelIdentity.channel == bindparam("channel"), ChannelIdentity.external_id == bindparam("external_id")
)
_OF_IDENTITY = Prepared(_of_identity)
_KNOWN = Prepared(
    _of_identity.join(Contact, Contact.id == ChannelIdentity.contact_id).where(
        Contact.known_sealed.is_not(None)
    )
)


def contact_id(s: ReadSession, channel: str, external_id: str) -> str | None:
    """The id of the contact a channel calls by `external_id`; `None` for a visitor who never wrote."""
    found: str | None = s.rows(_OF_IDENTITY, channel=channel, external_id=external_id).scalar()
    return found


def known(s: ReadSession, channel: str, external_id: str) -> str | None:
    """The id of the contact behind a channel's id if the bank has named them; None for everybody else."""
    found: str | None = s.rows(_KNOWN, channel=channel, external_id=external_id).scalar()
    return found


def external_id(s: ReadSession, contact: str, channel: str) -> str | None:
    """The channel's own id of a contact, to deliver to; `None` if they never came by this channel."""
    return s.scalars(
        select(ChannelIdentity.external_id).where(
            ChannelIdentity.contact_id == contact, ChannelIdentity.channel == channel
        )
    ).first()
