"""One copy of the keyring as a file.

    KEFU-KEYRING 1
    {"id":"01JN…","made_at":"2026-03-03T09:00:00.000Z","keys":1204}
    sealed: ledger (4 bytes of length, text), then for each contact 1 byte of length, its id, 1 byte for how many keys
            (2 while its key is being changed), 32 bytes each

The seal is the vault's, under the backup key and bound to the two lines before it: without the vault nothing in it can be
read, changed, or passed off as another copy. The erasure ledger of that moment goes along, so that a keyring taken back on
a new machine knows what must never come back.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from appliance.core.kit.disk import full_disk_said
from appliance.core.kit.errors import ApplianceError, BadInput
from appliance.core.vault import envelope
from appliance.core.vault.errors import Tampered
from appliance.core.vault.files import sync_dir
from appliance.core.vault.keyring import ContactKeys

MAGIC = b"KEFU-KEYRING 1"


class NoCopy(BadInput):
    """There is no file, or one that is no copy of a keyring."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} 不存在，或不是密钥环副本。", f"{path} does not exist or is no copy of a keyring."
        )


class BadCopy(ApplianceError):
    """A copy that does not open: damaged, changed, or of another vault."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"密钥环副本 {path} 已损坏、被改动，或属于另一个保险库。",
            f"The keyring copy {path} is damaged, was changed, or belongs to another vault.",
        )


@dataclass(frozen=True)
class Content:
    """What a copy holds. `made_at` is ISO 8601 in UTC, `ledger` the text of the erasure ledger."""

    id: str
    made_at: str
    keys: Mapping[str, ContactKeys]
    ledger: bytes = b""


def write(path: Path, content: Content, key: bytes) -> str:
    """Write it whole (0600) or not at all and return its SHA-256. Raises `StorageFull`, `OSError`."""
    head = {"id": content.id, "made_at": content.made_at, "keys": len(content.keys)}
    front = MAGIC + b"\n" + json.dumps(head, separators=(",", ":")).encode() + b"\n"
    parts = [struct.pack(">I", len(content.ledger)), content.ledger]
    for contact_id, secrets_ in content.keys.items():
        name = contact_id.encode()
        held = [key for key in secrets_ if key is not None]
        parts += [bytes((len(name),)), name, bytes((len(held),)), *held]
    whole = front + envelope.seal(key, b"".join(parts), bound_to=_place(front))
    _replace(path, whole)
    return hashlib.sha256(whole).hexdigest()


def read(path: Path, key: bytes) -> Content:
    """Open a copy. Raises `NoCopy`, `BadCopy`."""
    whole = _bytes(path)
    id_, made_at, front = _head(path, whole)
    try:
        plain = envelope.open_(key, whole[len(front) :], bound_to=_place(front))
    except Tampered:
        raise BadCopy(path) from None
    size = envelope.KEY_BYTES
    length = struct.unpack_from(">I", plain)[0]
    ledger, at = plain[4 : 4 + length], 4 + length
    keys: dict[str, ContactKeys] = {}
    while at < len(plain):
        end = at + 1 + plain[at]
        name, count, at = plain[at + 1 : end].decode(), plain[end], end + 1
        held = [plain[at + n * size : at + (n + 1) * size] for n in range(count)]
        keys[name] = ContactKeys(held[0], held[1] if count > 1 else None)
        at += count * size
    return Content(id_, made_at, keys, ledger)


def _replace(path: Path, whole: bytes) -> None:
    """Like `files.write_atomic`, but the folder is somebody else's: it is neither made nor narrowed."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    with full_disk_said():
        try:
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with os.fdopen(descriptor, "wb") as out:
                out.write(whole)
                out.flush()
                os.fsync(out.fileno())
            fresh.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                fresh.unlink(missing_ok=True)
            raise
        sync_dir(path.parent)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise NoCopy(path) from None


def _head(path: Path, whole: bytes) -> tuple[str, str, bytes]:
    magic, _, rest = whole.partition(b"\n")
    line, _, _ = rest.partition(b"\n")
    try:
        head = json.loads(line)
        if magic != MAGIC:
            raise ValueError
        return str(head["id"]), str(head["made_at"]), whole[: len(magic) + len(line) + 2]
    except (ValueError, KeyError, TypeError):
        raise NoCopy(path) from None


def _place(front: bytes) -> str:
    return f"keyring-copy/{front.decode()}"
