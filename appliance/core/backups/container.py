"""The form of a backup: one file.

    parts, one after another      store.db (encrypted under the backup key), then files (each sealed under it)
    manifest                      JSON: what it is, and name, place, size and SHA-256 of each part
    signature                     64 bytes, Ed25519 over the manifest
    end                           8 bytes length of the manifest, then KEFUBAK1

The end is written last and the file gets its name after that, so a backup that was killed never passes for one. The signing
key is derived from the backup key; its public half stands in the manifest, so that a copy elsewhere can be checked
without any secret.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from appliance.core.backups.errors import DamagedBackup, NoBackup, OtherVault
from appliance.core.kit.disk import full_disk_said
from appliance.core.vault import envelope, keys

END = b"KEFUBAK1"
FORM = 1
BLOCK = 1 << 22
LONGEST_MANIFEST = 1 << 24
STORE = "store.db"

Report = Callable[[int, int], None]  # bytes done, bytes in all


@dataclass(frozen=True, slots=True)
class Part:
    """One part: where its bytes lie in the file, and their hash."""

    name: str
    at: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. `facts` holds id, made_at, chain (seq, hash), counts by table, revision and so on."""

    facts: Mapping[str, Any]
    parts: tuple[Part, ...]
    public_key: str

    def part(self, name: str) -> Part:
        """One part. Raises KeyError."""
        return next(part for part in self.parts if part.name == name)


def signer(backup_key: bytes) -> Ed25519PrivateKey:
    """The key that signs manifests."""
    return Ed25519PrivateKey.from_private_bytes(keys.derive(backup_key, "backup-signature"))


def public_of(backup_key: bytes) -> str:
    """The public half in hex: what a copy elsewhere is checked with."""
    return signer(backup_key).public_key().public_bytes_raw().hex()


class Writing:
    """Adds parts behind a store that lies in the file already, then closes it with manifest and signature."""

    def __init__(self, file: IO[bytes], backup_key: bytes, backup_id: str) -> None:
        self._file, self._key, self._id = file, backup_key, backup_id
        self._parts: list[Part] = []

    def store(self, report: Report = lambda done, total: None) -> None:
        """Take what is in the file so far for the store, and hash it."""
        self._file.seek(0)
        size, digest = 0, hashlib.sha256()
        total = Path(self._file.name).stat().st_size
        while block := self._file.read(BLOCK):
            digest.update(block)
            size += len(block)
            report(size, total)
        self._parts.append(Part(STORE, 0, size, digest.hexdigest()))

    def add(self, name: str, content: bytes) -> None:
        """Seal a file into the backup. Raises `StorageFull`."""
        sealed = envelope.seal(self._key, content, bound_to=_place(self._id, name))
        at = self._file.seek(0, 2)
        with full_disk_said():
            self._file.write(sealed)
        self._parts.append(Part(name, at, len(sealed), hashlib.sha256(sealed).hexdigest()))

    def finish(self, facts: Mapping[str, Any]) -> Manifest:
        """Write manifest, signature and end. Raises `StorageFull`."""
        made = Manifest({**facts, "id": self._id, "form": FORM}, tuple(self._parts), public_of(self._key))
        content = json.dumps(
            {
                "facts": made.facts,
                "parts": [[p.name, p.at, p.size, p.sha256] for p in made.parts],
                "public_key": made.public_key,
            },
            ensure_ascii=False,
            sort_keys=True,
        ).encode()
        self._file.seek(0, 2)
        with full_disk_said():
            self._file.write(
                content + signer(self._key).sign(content) + len(content).to_bytes(8, "big") + END
            )
            self._file.flush()
        return made


def read(path: Path, public_key: str | None = None) -> Manifest:
    """The manifest, its signature checked: against `public_key` if given, else against its own (which finds damage, not
    forgery). Raises `NoBackup`, `DamagedBackup`, `OtherVault`."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - 16))
            end = file.read()
            length = int.from_bytes(end[:8], "big")
            if end[8:] != END or not 0 < length <= min(size - 80, LONGEST_MANIFEST):
                raise NoBackup(path.name)
            file.seek(size - 80 - length)
            content, signature = file.read(length), file.read(64)
    except OSError:
        raise NoBackup(path.name) from None
    try:
        said = json.loads(content)
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(said["public_key"])).verify(signature, content)
        found = Manifest(said["facts"], tuple(Part(*part) for part in said["parts"]), said["public_key"])
    except (ValueError, KeyError, TypeError, InvalidSignature):
        raise DamagedBackup(path.name, "manifest") from None
    if public_key is not None and found.public_key != public_key:
        raise OtherVault(path.name)
    if found.facts.get("form") != FORM:
        raise NoBackup(path.name)
    return found


def check_parts(path: Path, manifest: Manifest, report: Report = lambda done, total: None) -> None:
    """Read every part and compare it with its hash. Raises `DamagedBackup` naming the first that differs."""
    total, done = sum(part.size for part in manifest.parts), 0
    for part in manifest.parts:
        digest = hashlib.sha256()
        for block in blocks(path, part):
            digest.update(block)
            done += len(block)
            report(done, total)
        if digest.hexdigest() != part.sha256:
            raise DamagedBackup(path.name, part.name)


def blocks(path: Path, part: Part) -> Iterator[bytes]:
    """The bytes of one part; fewer than it should have if the file is too short."""
    with path.open("rb") as file:
        file.seek(part.at)
        left = part.size
        while left and (block := file.read(min(BLOCK, left))):
            left -= len(block)
            yield block


def opened(path: Path, manifest: Manifest, part: Part, backup_key: bytes) -> bytes:
    """A sealed file's content. Raises `Tampered`."""
    sealed = b"".join(blocks(path, part))
    return envelope.open_(backup_key, sealed, bound_to=_place(str(manifest.facts["id"]), part.name))


def _place(backup_id: str, name: str) -> str:
    return f"backup/{backup_id}/{name}"
