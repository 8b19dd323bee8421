"""The certificate of an erasure: what was destroyed, when, by whom, and where a key may still lie.

    {"body":{…},"public_key":"hex","signature":"hex"}

Signed with Ed25519 over the canonical JSON of `body`, so that whoever has the public key can check a printed or exported
certificate without this appliance. The signing key follows from the vault's audit key and is the same for its life.
"""

from __future__ import annotations

import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from appliance.core.store.column_types import canonical, from_ms
from appliance.core.vault import keys
from appliance.core.vault.vault import Vault
from appliance.governance.compliance.tables import Erasure


def sign(vault: Vault, body: dict[str, Any]) -> str:
    """The certificate as it is kept and exported."""
    key = _key(vault)
    signed = {
        "body": body,
        "public_key": key.public_key().public_bytes_raw().hex(),
        "signature": key.sign(canonical(body).encode()).hex(),
    }
    return canonical(signed)


def body_of(text: str) -> dict[str, Any]:
    """What a certificate says, unchecked; {} for none."""
    body: dict[str, Any] = json.loads(text)["body"] if text else {}
    return body


def signature_of(text: str) -> str:
    """Its signature in hex."""
    return str(json.loads(text)["signature"])


def holds(text: str, public_key: str) -> bool:
    """Whether the signature is that key's and fits the body."""
    try:
        signed = json.loads(text)
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signed["signature"]), canonical(signed["body"]).encode())
    except (ValueError, KeyError, TypeError, InvalidSignature):
        return False
    return bool(signed.get("public_key") == public_key)


def public_key(vault: Vault) -> str:
    """The key that checks this appliance's certificates, in hex. Raises `SealedError`."""
    return _key(vault).public_key().public_bytes_raw().hex()


def body(row: Erasure, *, days: int, lines: list[dict[str, Any]], register: bool) -> dict[str, Any]:
    """What a certificate says of a finished erasure. Times are ISO 8601 in UTC.

    `lines` are its lines in the erasure ledger; `register` is False when the register of copies could not be read, so
    that copies may exist which are not named.
    """
    assert row.decided_at is not None
    assert row.done_at is not None
    return {
        "form": 1,
        "number": row.id,
        "contact": row.contact_id,
        "keys": row.key_ids,
        "ground": row.ground,
        "received_at": row.received_at.isoformat(),
        "asked": {"at": row.asked_at.isoformat(), "by": row.asked_by, "name": row.asked_by_name},
        "approved": {"at": row.decided_at.isoformat(), "by": row.decided_by, "name": row.decided_by_name},
        "done_at": row.done_at.isoformat(),
        "steps": {name: from_ms(ms).isoformat() for name, ms in row.steps.items()},
        "destroyed": row.removed,
        "ledger": lines,
        "copies": row.copies,
        "copies_known": register,
        "copy_days": days,
    }


def _key(vault: Vault) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keys.derive(vault.audit_key(), "certificate"))
