"""Sealed values: authenticated encryption, bound to the place they belong to.

    byte 0      version of this layout (1)
    byte 1      algorithm (1 = AES-256-GCM, 2 = SM4-GCM)
    bytes 2-13  random nonce
    rest        ciphertext and 16-byte tag

The two first bytes and the place ("table/column/row") are authenticated with the content: a value copied into
another row, or relabelled, does not open. Nonces are random; a key seals one contact's or conversation's
values, far below the 2^32 that NIST SP 800-38D (8.3) allows for random nonces.

Five functions for every room: `new_key`, `seal`, `open_`, and `wrap`, `unwrap` for keys under keys. What is sealed
from now on uses the algorithm named by `choose` (setting CIPHER); both kinds can always be read.

SM4 (GB/T 32907) has keys of 128 bits and ours have 256, so its key is drawn from ours by HKDF-SHA256 under a label of
its own: the same 32 bytes never serve two algorithms, and what SM4 protects has SM4's 128 bits of strength.
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from appliance.core.kit.errors import BadInput
from appliance.core.vault.errors import Tampered

KEY_BYTES = 32
NAMES = {"aes-256-gcm": 1, "sm4-gcm": 2}
OVERHEAD = 30  # bytes that an envelope is longer than its content
_LAYOUT = 1
_NONCE_BYTES = 12
_TAG_BYTES = 16
_AES, _SM4 = NAMES["aes-256-gcm"], NAMES["sm4-gcm"]
_chosen = _AES


def choose(cipher: str) -> None:
    """The algorithm of everything sealed from now on in this process. Raises `BadInput` for an unknown name."""
    global _chosen
    if cipher not in NAMES:
        raise BadInput(
            f"加密算法 CIPHER 只能是 {' 或 '.join(NAMES)}。", f"CIPHER must be {' or '.join(NAMES)}."
        )
    _chosen = NAMES[cipher]


def chosen() -> str:
    """The name of the algorithm in use for new values."""
    return next(name for name, number in NAMES.items() if number == _chosen)


def algorithm_of(blob: bytes) -> str | None:
    """The name of the algorithm a sealed value says it was made with; None if it is no envelope of ours."""
    if len(blob) < OVERHEAD or blob[0] != _LAYOUT:
        return None
    return next((name for name, number in NAMES.items() if number == blob[1]), None)


def new_key() -> bytes:
    """32 random bytes."""
    return secrets.token_bytes(KEY_BYTES)


def seal(key: bytes, plain: bytes, *, bound_to: str) -> bytes:
    """Encrypt `plain` under a 32-byte key for the place `bound_to`. 30 bytes longer than the input."""
    header = bytes((_LAYOUT, _chosen))
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return header + nonce + _encrypt(_chosen, key, nonce, plain, header + bound_to.encode())


def open_(key: bytes, blob: bytes, *, bound_to: str) -> bytes:
    """The content of `blob`. Raises `Tampered` if anything differs: content, header, place or key."""
    if algorithm_of(blob) is None:
        raise Tampered
    header, nonce, body = blob[:2], blob[2 : 2 + _NONCE_BYTES], blob[2 + _NONCE_BYTES :]
    try:
        return _decrypt(blob[1], key, nonce, body, header + bound_to.encode())
    except InvalidTag:
        raise Tampered from None


def wrap(key: bytes, inner: bytes, *, bound_to: str) -> bytes:
    """Seal a 32-byte key under another."""
    if len(inner) != KEY_BYTES:
        raise ValueError("a key has 32 bytes")
    return seal(key, inner, bound_to=bound_to)


def unwrap(key: bytes, blob: bytes, *, bound_to: str) -> bytes:
    """The 32-byte key in `blob`. Raises `Tampered`."""
    inner = open_(key, blob, bound_to=bound_to)
    if len(inner) != KEY_BYTES:
        raise Tampered
    return inner


def _encrypt(algorithm: int, key: bytes, nonce: bytes, plain: bytes, aad: bytes) -> bytes:
    if algorithm == _AES:
        return AESGCM(key).encrypt(nonce, plain, aad)
    work = Cipher(algorithms.SM4(_sm4_key(key)), modes.GCM(nonce)).encryptor()
    work.authenticate_additional_data(aad)
    return work.update(plain) + work.finalize() + work.tag


def _decrypt(algorithm: int, key: bytes, nonce: bytes, body: bytes, aad: bytes) -> bytes:
    if algorithm == _AES:
        return AESGCM(key).decrypt(nonce, body, aad)
    content, tag = body[:-_TAG_BYTES], body[-_TAG_BYTES:]
    work = Cipher(algorithms.SM4(_sm4_key(key)), modes.GCM(nonce, tag)).decryptor()
    work.authenticate_additional_data(aad)
    return work.update(content) + work.finalize()


def _sm4_key(key: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=16, salt=None, info=b"kefu/1/sm4-gcm").derive(key)
