"""Another key for the store's file itself: maintenance, with the service stopped.

The order keeps a key for the file at every moment:

    1  vault.json gets the next key beside the present one
    2  a copy of the store is encrypted under the next key, checked from end to end, and synced
    3  the copy takes the store's place, in one rename
    4  the search file, which is derived, is removed, and vault.json keeps only the next key

Killed before 3, the present key opens the store; after it, the next one does. `settle` finds out which at the next
unseal, and tidies up. The search file gets a new key with the store: it is filled again from there.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from appliance.core.kit.disk import full_disk_said
from appliance.core.kit.errors import ApplianceError, StorageFull
from appliance.core.vault import cipher_file, keys
from appliance.core.vault.complaints import translated
from appliance.core.vault.files import sync_dir
from appliance.core.vault.journal import journal
from appliance.core.vault.keys import KeySet
from appliance.core.vault.vault import Vault

Told = Callable[[str, str], None]
_RENEWED = (keys.STORE, keys.SEARCH)


def rekey_store(vault: Vault, store: Path, derived: Sequence[Path], told: Told = lambda zh, en: None) -> None:
    """Re-encrypt the closed store file under a new key. Needs room for a copy and its log beside it.

    `derived` are the files under the search key. Raises `SealedError`, `CannotOpen`, `StorageFull`, `Unavailable`; the
    store is then as it was.
    """
    settle(vault, store, derived)
    free, wanted = shutil.disk_usage(store.parent).free, int(store.stat().st_size * 2.2)
    if free < wanted:
        raise StorageFull(
            f"磁盘空间不足：需要 {wanted // 2**20 + 1} MB，剩余 {free // 2**20} MB；未作更改。",
            f"Not enough room: {wanted // 2**20 + 1} MB are needed, {free // 2**20} MB are free; nothing was changed.",
        )
    with vault.changing():
        present, keyset = vault.store_key(), vault.keyset().with_next(*_RENEWED)
        journal(vault.folder, "rekey begun")
        _keep(vault, keyset)
    try:
        told("复制存储文件", "copying the store")
        copy = _copy(store, present)
        told("用新密钥加密", "encrypting under the new key")
        _encrypt(copy, present, keyset.newest(keys.STORE))
        told("校验副本", "checking the copy")
        _check(copy, keyset.newest(keys.STORE))
        copy.replace(store)
        sync_dir(store.parent)
    finally:
        settle(vault, store, derived)


def settle(vault: Vault, store: Path, derived: Sequence[Path]) -> None:
    """Find out which of two store keys holds, if a re-key was begun, and keep that one alone.

    Raises `CannotOpen` when neither opens the file; then both keys are kept.
    """
    with vault.changing():
        keyset = vault.keyset()
        if len(keyset.versions(keys.STORE)) < 2:
            return
        for leftover in store.parent.glob(f"{_copy_of(store).name}*"):
            leftover.unlink()
        if _opens(store, keyset.newest(keys.STORE)):
            for path in derived:
                for each in (path, *_beside(path)):
                    each.unlink(missing_ok=True)
            journal(
                vault.folder, "rekeyed"
            )  # before the step that ends it: killed here, it is said twice, never not at all
            _keep(vault, keyset.only_newest(*_RENEWED))
        else:
            cipher_file.connect(store, keyset.oldest(keys.STORE)).close()
            _keep(vault, keyset.only_oldest(*_RENEWED))


def _keep(vault: Vault, keyset: KeySet) -> None:
    root = vault.hand_over()
    vault.file().with_keys(root, keyset).write(vault.path)
    vault.now_holds(root, keyset)


def _copy_of(store: Path) -> Path:
    return store.with_name(f"{store.name}.rekeying")


def _beside(path: Path) -> tuple[Path, Path]:
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def _opens(path: Path, key: bytes) -> bool:
    try:
        cipher_file.connect(path, key).close()
    except cipher_file.CannotOpen:
        return False
    return True


def _copy(store: Path, key: bytes) -> Path:
    """The whole store in one file of its own; raises if somebody else has it open."""
    db = cipher_file.connect(store, key, busy_ms=500)  # nobody should have it: no reason to wait
    try:
        with translated():
            busy = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    finally:
        db.close()
    wal, _ = _beside(store)
    if busy or (wal.exists() and wal.stat().st_size):
        raise ApplianceError(
            "存储文件正被使用，不能更换密钥；请先停止服务。", "The store is in use; stop the service first."
        )
    copy = _copy_of(store)
    with full_disk_said():
        cipher_file.create_file(copy)
        shutil.copyfile(store, copy)
    return copy


def _encrypt(copy: Path, present: bytes, following: bytes) -> None:
    db = cipher_file.connect(copy, present)
    try:
        with translated():
            db.execute(f"PRAGMA rekey = \"x'{following.hex()}'\"")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        db.close()


def _check(copy: Path, key: bytes) -> None:
    """Every page authentic under the new key, every tree whole, and all of it on the disk."""
    db = cipher_file.connect(copy, key)
    try:
        with translated():
            bad = db.execute("PRAGMA cipher_integrity_check").fetchall()
            whole = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
    finally:
        db.close()
    if bad or whole != "ok":
        raise ApplianceError(
            "新密钥下的副本未通过校验，已放弃；原存储文件未改动。",
            "The copy under the new key failed its check and was dropped; the store is as it was.",
        )
    with copy.open("rb") as file, full_disk_said():
        os.fsync(file.fileno())
