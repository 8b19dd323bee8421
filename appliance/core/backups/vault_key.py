"""The key that backups are encrypted and signed under."""

from __future__ import annotations

from appliance.core.vault import keys
from appliance.core.vault.vault import Vault


def backup_key(vault: Vault) -> bytes:
    """32 bytes, derived from the root key. Raises `SealedError`."""
    return keys.derive(vault.hand_over(), "backup")
