"""Hashes of what belongs to somebody, for a trail that is never erased.

Salted under the contact's own key: while there is one, equal texts of that contact have equal hashes, so that one can ask
the trail whether somebody looked for this number. Once the contact is erased nobody can, not even by trying all numbers.
"""

from __future__ import annotations

from appliance.core.vault import keys
from appliance.core.vault.errors import KeyForgotten
from appliance.core.vault.vault import Vault


def salted(vault: Vault, contact_id: str, text: str) -> str:
    """26 characters for `text` about this contact; '' once the contact has been erased."""
    try:
        key = vault.contact_key(contact_id)
    except KeyForgotten:
        return ""
    return keys.value_hash(keys.derive(key, "audit-salt"), "AUDIT", text)
