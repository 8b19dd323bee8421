"""Keys derived from the root key, and the keyed hash of values.

One root key; each use has its own label, so that no key can stand in for another (HKDF-SHA256, RFC 5869).
"""

from __future__ import annotations

import hashlib
import hmac

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from appliance.core.kit.ids import base32

STORE = "store"
SEARCH = "search"
AUDIT = "audit"
KEYRING_FILE = "keyring-file"
CONTACT_WRAP = "contact-wrap"
VALUE_HASH = "value-hash"


def derive(root: bytes, label: str) -> bytes:
    """The 32-byte key of one use."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"kefu/1/" + label.encode()).derive(root)


def value_hash(key: bytes, kind: str, value: str) -> str:
    """128 bits of HMAC-SHA256 over kind and value: 26 characters, lower-case Crockford base 32.

    Equal values of one kind have equal hashes. The length of `kind` is hashed too, so that no pair of kind
    and value can be read as another pair.
    """
    message = f"{len(kind)}:{kind}:{value}".encode()
    digest = hmac.new(key, message, hashlib.sha256).digest()[:16]
    return base32(int.from_bytes(digest), 26).lower()
