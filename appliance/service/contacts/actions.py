"""What happens to contacts."""

from __future__ import annotations

from typing import cast

from sqlalchemy import Table, delete, insert

from appliance.core.kit import clock
from appliance.core.kit.errors import BadInput
from appliance.core.store.prepared import Prepared
from appliance.core.store.session import WriteSession
from appliance.core.vault.vault import Vault
from appliance.service.contacts import queries
from appliance.service.contacts.tables import ChannelIdentity, Contact

_CONTACT = Prepared(insert(cast(Table, Contact.__table__)))
_IDENTITY = Prepared(insert(cast(Table, ChannelIdentity.__table__)))


def find_or_make(s: WriteSession, vault: Vault, channel: str, external_id: str) -> str:
    """The id of the contact behind a channel's own id of a visitor; made, with a key of its own, at the first message.

    The key is on disk before a row uses it. Raises `BadInput` for an empty or overlong id.
    """
    if not external_id or len(external_id) > 200:
        raise BadInput(
            "渠道给出的访客标识为空或过长（最多 200 个字符）。",
            "The channel's id of the visitor is empty or longer than 200 characters.",
        )
    known = queries.contact_id(s, channel, external_id)
    if known is not None:
        return known
    made = vault.new_contact()
    s.rows(_CONTACT, id=made, created_at=clock.now(), display_name="", tier=0, region="", known_as="")
    s.rows(_IDENTITY, channel=channel, external_id=external_id, contact_id=made)
    return made


def forget(s: WriteSession, contact_id: str) -> int:
    """Part of erasing a contact: no channel knows them any more, no name is left. Returns how many identities went.

    Whoever comes by the same channel again is somebody new, with a key of their own.
    """
    contact = s.get(Contact, contact_id)
    if contact is None:
        return 0
    gone = s.execute(delete(ChannelIdentity).where(ChannelIdentity.contact_id == contact_id))
    contact.display_name = contact.region = contact.known_as = ""
    contact.known_sealed = None
    contact.tier = 0
    contact.erased_at = contact.erased_at or clock.now()
    s.flush()
    return int(getattr(gone, "rowcount", 0))
