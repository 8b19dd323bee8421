"""What keys are for, the set of them, and the keyed hash of values.

The root key protects one data key for each use. Data keys are random and rest in vault.json wrapped by the root, so
that a new root re-wraps a few hundred bytes and touches no data: equal values stay equal, the audit chain goes on
verifying. Each carries the number of its version; two versions of one use stand side by side while the old one is
being replaced.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from appliance.core.kit.ids import base32
from appliance.core.vault import envelope

STORE = "store"
SEARCH = "search"
AUDIT = "audit"
KEYRING_FILE = "keyring-file"
CONTACT_WRAP = "contact-wrap"
VALUE_HASH = "value-hash"
EXPORT = "export"
BACKUP = "backup"
ANCHOR = "anchor"
USES = (STORE, SEARCH, AUDIT, KEYRING_FILE, CONTACT_WRAP, VALUE_HASH, EXPORT, BACKUP, ANCHOR)

DATA_KEYS = "data-keys"  # the label of the key, derived from the root, that wraps the data keys


def derive(root: bytes, label: str) -> bytes:
    """The 32-byte key of one label (HKDF-SHA256, RFC 5869): no key can stand in for another."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"kefu/1/" + label.encode()).derive(root)


class KeySet:
    """The data keys, by use and version. Never changed; a change makes another set."""

    def __init__(self, keys: Mapping[tuple[str, int], bytes]) -> None:
        self.keys = dict(keys)

    @classmethod
    def fresh(cls) -> KeySet:
        """A random key for every use."""
        return cls({(use, 1): envelope.new_key() for use in USES})

    @classmethod
    def of_first_layout(cls, root: bytes) -> KeySet:
        """The keys of a vault whose data keys were derived from its root and stored nowhere."""
        return cls({(use, 1): derive(root, use) for use in USES})

    def versions(self, use: str) -> dict[int, bytes]:
        """All keys of one use, oldest first."""
        return {version: self.keys[each, version] for each, version in sorted(self.keys) if each == use}

    def oldest(self, use: str) -> bytes:
        """The key of a use while no newer one has proved itself."""
        return next(iter(self.versions(use).values()))

    def newest(self, use: str) -> bytes:
        """The key of a use for what is written from now on."""
        return list(self.versions(use).values())[-1]

    def with_next(self, *uses: str) -> KeySet:
        """With a further random key for each of these uses."""
        added = {(use, max(self.versions(use)) + 1): envelope.new_key() for use in uses}
        return KeySet({**self.keys, **added})

    def only_newest(self, *uses: str) -> KeySet:
        """Without the older keys of these uses."""
        last = {use: max(self.versions(use)) for use in uses}
        return KeySet({at: key for at, key in self.keys.items() if last.get(at[0], at[1]) == at[1]})

    def only_oldest(self, *uses: str) -> KeySet:
        """Without the newer keys of these uses."""
        first = {use: min(self.versions(use)) for use in uses}
        return KeySet({at: key for at, key in self.keys.items() if first.get(at[0], at[1]) == at[1]})


def value_hash(key: bytes, kind: str, value: str) -> str:
    """128 bits of HMAC-SHA256 over kind and value: 26 characters, lower-case Crockford base 32.

    Equal values of one kind have equal hashes. The length of `kind` is hashed too, so that no pair of kind
    and value can be read as another pair.
    """
    message = f"{len(kind)}:{kind}:{value}".encode()
    digest = hmac.new(key, message, hashlib.sha256).digest()[:16]
    return base32(int.from_bytes(digest), 26).lower()
