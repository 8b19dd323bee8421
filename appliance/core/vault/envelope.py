"""Sealed values: AES-256-GCM, bound to the place they belong to.

    byte 0      version of this layout (1)
    byte 1      algorithm (1 = AES-256-GCM); another one (SM4-GCM) takes the next number
    bytes 2-13  random nonce
    rest        ciphertext and 16-byte tag

The two first bytes and the place ("table/column/row") are authenticated with the content: a value copied into
another row, or relabelled, does not open. Nonces are random; a key seals one contact's or conversation's
values, far below the 2^32 that NIST SP 800-38D (8.3) allows for random nonces.
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from appliance.core.vault.errors import Tampered

KEY_BYTES = 32
_HEADER = bytes((1, 1))
_NONCE_BYTES = 12
_TAG_BYTES = 16


def new_key() -> bytes:
    """32 random bytes."""
    return secrets.token_bytes(KEY_BYTES)


def seal(key: bytes, plain: bytes, *, bound_to: str) -> bytes:
    """Encrypt `plain` under a 32-byte key for the place `bound_to`. 30 bytes longer than the input."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _HEADER + nonce + AESGCM(key).encrypt(nonce, plain, _HEADER + bound_to.encode())


def open_(key: bytes, blob: bytes, *, bound_to: str) -> bytes:
    """The content of `blob`. Raises `Tampered` if anything differs: content, header, place or key."""
    if len(blob) < len(_HEADER) + _NONCE_BYTES + _TAG_BYTES or blob[:2] != _HEADER:
        raise Tampered
    nonce, body = blob[2 : 2 + _NONCE_BYTES], blob[2 + _NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, body, _HEADER + bound_to.encode())
    except InvalidTag:
        raise Tampered from None
