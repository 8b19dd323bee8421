"""Changing how the vault is locked, and its keys, so that at every moment the old or the new opens it, never neither.

    rewrap   another secret or method for the same root key
    rotate   another root key, and another wrapping key for every row of the keyring; service goes on

Both need the present secret. Each replaces vault.json once, whole. The rows of the keyring follow in small transactions,
while both wrapping keys stand in vault.json; the old one leaves it when no row needs it. `finish` goes on with that
after a crash. Data keys (store, search, audit, value hashes) are wrapped anew and stay what they are.

An old copy of vault.json still opens with the old secret, and with it old copies of the data: whoever may have had both
is kept out by `rekey.rekey_store`, not by these two.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from appliance.core.kit.errors import ApplianceError
from appliance.core.vault import envelope, keyring_rotation, keys
from appliance.core.vault.journal import journal
from appliance.core.vault.seal import Method, Params
from appliance.core.vault.vault import Vault, lock_for

Told = Callable[[int], None]
_finishing = threading.Lock()


def rewrap(
    vault: Vault, secret: bytes, method: Method, new_secret: bytes, params: Params | None = None
) -> None:
    """Lock the root key by `method` and `new_secret` from now on. Sealed or open, the vault stays as it is.

    Raises as `Vault.verified`, and `BadInput` for a new secret that is too weak; then nothing has changed.
    """
    with vault.changing():
        file, _, root = vault.verified(secret)
        keyset = file.keyset(root)
        params, unseal_key = lock_for(method, new_secret, params)
        fresh = replace(file, method=method, params=params).with_root(root, unseal_key, file.generation)
        fresh = fresh.with_keys(root, keyset)
        if fresh.root(unseal_key) != root or fresh.keyset(root).keys != keyset.keys:
            raise ApplianceError(
                "新密钥复核失败，未作更改。", "The new locking failed its check; nothing was changed."
            )
        numbers = {name: int(params[name]) for name in ("shares", "threshold") if name in params}
        journal(vault.folder, "rewrap begun", before=file.method, method=method, **numbers)
        fresh.write(vault.path)
        journal(vault.folder, "rewrapped", before=file.method, method=method, **numbers)


def rotate(vault: Vault, secret: bytes, told: Told = lambda done: None) -> int:
    """A new root key and a new wrapping key; every row of the keyring follows. Returns how many rows did.

    Raises `SealedError` while sealed, and as `Vault.verified`. When it raises later on (a full disk, a seal), both
    wrapping keys open, and `finish` goes on at the next unseal.
    """
    vault.hand_over()  # raises while sealed, before anybody's secret is asked of
    with vault.changing():
        file, unseal_key, root = vault.verified(secret)
        fresh_root, keyset = envelope.new_key(), file.keyset(root).with_next(keys.CONTACT_WRAP)
        fresh = file.with_root(fresh_root, unseal_key, file.generation + 1).with_keys(fresh_root, keyset)
        journal(vault.folder, "rotation begun", generation=fresh.generation)
        fresh.write(vault.path)
        vault.now_holds(fresh_root, keyset)
    return finish(vault, told)


def unfinished(vault: Vault) -> bool:
    """Whether a rotation is under way or was interrupted."""
    return sum(use == keys.CONTACT_WRAP for use, _ in vault.file().wrapped_keys) > 1


def finish(vault: Vault, told: Told = lambda done: None) -> int:
    """Wrap what is still under an older wrapping key anew, then drop that key. Returns the rows changed.

    Raises `SealedError` when the vault is sealed in the middle.
    """
    with _finishing:
        if not unfinished(vault):
            return 0
        count = vault.with_keyring(lambda ring: keyring_rotation.rewrap_all(ring, told))
        with vault.changing():
            root, keyset, file = (
                vault.hand_over(),
                vault.keyset().only_newest(keys.CONTACT_WRAP),
                vault.file(),
            )
            # Before the step that ends it: killed here, it is said twice, never not at all.
            journal(vault.folder, "rotated", generation=file.generation)
            file.with_keys(root, keyset).write(vault.path)
            vault.now_holds(root, keyset)
        return count
