"""Ed25519 over the manifest's bytes, checked against a short list of trusted public keys.

Trusted are the `*.pub` files (PEM, Ed25519) of `models/trust` beside the product and in the data folder.
Adding a key there is how a bank says "we take bundles from this signing desk".
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from appliance.ai.bundles.errors import BundleProblem

Trusted = Mapping[str, Ed25519PublicKey]

MACHINE_KEY = "this-machine"
"""Name of the key that set-up makes on each machine, to sign the starter model converted there."""

# A signature made for something else with the same key must not pass for a bundle's.
_PURPOSE = b"appliance model bundle manifest v1\n"


def trusted_keys(folders: Iterable[Path]) -> dict[str, Ed25519PublicKey]:
    """Signer's name (the file's stem) -> key. A file without an Ed25519 key is an error, not a key less."""
    keys: dict[str, Ed25519PublicKey] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.pub")):
            keys[path.stem] = read_public(path)
    return keys


def sign(manifest: bytes, key: Ed25519PrivateKey) -> str:
    """The text of `manifest.sig`: base64, one line."""
    return base64.b64encode(key.sign(_PURPOSE + manifest)).decode() + "\n"


def signer(manifest: bytes, signature: str, trusted: Trusted) -> str | None:
    """The name of the trusted key that signed these bytes; None when none did."""
    try:
        raw = base64.b64decode(signature.strip(), validate=True)
    except (binascii.Error, ValueError):
        return None
    for name, key in trusted.items():
        try:
            key.verify(raw, _PURPOSE + manifest)
        except InvalidSignature:
            continue
        return name
    return None


def make_key(private: Path) -> Path:
    """Make a key pair: `private` (PEM, 0600, never overwritten) and beside it `.pub`, which is returned."""
    private.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = Ed25519PrivateKey.generate()
    try:
        descriptor = os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BundleProblem(
            f"签名密钥 {private} 已存在，不会覆盖。",
            f"The signing key {private} exists already and is not overwritten.",
        ) from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
    public = private.with_suffix(".pub")
    public.write_bytes(
        key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    return public


def read_private(path: Path) -> Ed25519PrivateKey:
    """The signing key in a PEM file. Raises `BundleProblem` when it is none."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise BundleProblem(
            f"{path} 不是可用的 Ed25519 签名私钥（PEM，未加密）。",
            f"{path} is not a readable Ed25519 private key (PEM, unencrypted).",
        )
    return key


def read_public(path: Path) -> Ed25519PublicKey:
    """The public key in a PEM file. Raises `BundleProblem` when it is none."""
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except (OSError, ValueError):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise BundleProblem(
            f"信任目录中的 {path} 不是 Ed25519 公钥（PEM）。",
            f"{path} among the trusted keys is not an Ed25519 public key (PEM).",
        )
    return key
