"""Checking a backup to its last page, without touching anything else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from appliance.core.backups import container
from appliance.core.backups.container import STORE, Manifest
from appliance.core.backups.errors import DamagedBackup
from appliance.core.backups.make import facts_of
from appliance.core.kit.disk import full_disk_said
from appliance.core.vault import cipher_file
from appliance.core.vault.files import private_dir
from appliance.core.vault.vault import Vault

Report = Callable[[dict[str, Any]], None]


def verify(path: Path, vault: Vault, scratch: Path, report: Report = lambda step: None) -> Manifest:
    """Signature, hash of every part, every page of the store, its tables and counts, its chain's head.

    Needs room in `scratch` for the store once more. Raises `NoBackup`, `DamagedBackup`, `OtherVault`, `StorageFull`.
    """
    key = vault.backup_key()
    manifest = container.read(path, container.public_of(key))
    check_signed(path, manifest, report)
    with unpacked(path, manifest, scratch) as store:
        check_store(path, manifest, store, key, report)
    for part in manifest.parts:
        if part.name != STORE:
            container.opened(path, manifest, part, key)
    return manifest


def check_signed(path: Path, manifest: Manifest, report: Report = lambda step: None) -> None:
    """Every part is as signed. Needs no secret."""
    container.check_parts(
        path,
        manifest,
        lambda done, total: report({"text": "核对校验值 · comparing hashes", "done": done, "total": total}),
    )


@contextmanager
def unpacked(path: Path, manifest: Manifest, scratch: Path) -> Iterator[Path]:
    """The store of a backup as a file of its own, still under the backup key; gone afterwards. Raises `StorageFull`."""
    store = private_dir(scratch) / f".checking-{manifest.facts['id']}"
    remove(store)
    try:
        with full_disk_said(), store.open("wb") as out:
            store.chmod(0o600)
            for block in container.blocks(path, manifest.part(STORE)):
                out.write(block)
        yield store
    finally:
        remove(store)


def check_store(
    path: Path, manifest: Manifest, store: Path, key: bytes, report: Report = lambda step: None
) -> None:
    """The unpacked store opens, each page is whole, and it holds what the manifest says. Raises `DamagedBackup`."""
    report({"text": "检查每一页 · checking every page"})
    try:
        db = cipher_file.connect(store, key)
    except cipher_file.CannotOpen:
        raise DamagedBackup(path.name, STORE) from None
    try:
        bad = db.execute("PRAGMA cipher_integrity_check").fetchall() or [
            row for row in db.execute("PRAGMA quick_check(1)").fetchall() if row != ("ok",)
        ]
        if bad:
            raise DamagedBackup(path.name, f"{STORE}: {bad[0][0]}")
        said = {name: manifest.facts.get(name) for name in ("chain", "counts", "revision")}
        if facts_of(db) != said:
            raise DamagedBackup(path.name, f"{STORE}: counts")
    finally:
        db.close()


def remove(path: Path) -> None:
    """A database file and what SQLite keeps beside it."""
    for each in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))):
        each.unlink(missing_ok=True)
