"""Making a backup while the service goes on."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.backups import shelf
from appliance.core.backups.container import Manifest, Writing
from appliance.core.kit import clock
from appliance.core.kit.actors import Actor
from appliance.core.kit.disk import full_disk_said
from appliance.core.kit.ids import new_id
from appliance.core.store.copying import copy_database
from appliance.core.store.session import Store
from appliance.core.vault import cipher_file
from appliance.core.vault.complaints import translated
from appliance.core.vault.files import private_dir, sync_dir, sync_file
from appliance.core.vault.vault import Vault

Report = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Made:
    """A finished backup."""

    path: Path
    manifest: Manifest
    size: int


def make(
    store: Store,
    vault: Vault,
    folder: Path,
    *,
    actor: Actor,
    data_dir: Path,
    files: Sequence[str] = (),
    keep: int | None = None,
    report: Report = lambda step: None,
) -> Made:
    """Write a backup into `folder`, then record it in the audit chain; with `keep`, remove all but the newest so many.

    `files` are files or folders under `data_dir` that the store needs. Files that appear or go while the backup runs do no
    harm: they are taken before and after the store's moment. Raises `StorageFull` (nothing is left
    behind), `Conflict` while another backup is being made.
    """
    private_dir(folder)
    with shelf.taken(folder):
        shelf.sweep(folder)
        return _make(store, vault, folder, actor, data_dir, files, keep, report)


def _make(
    store: Store,
    vault: Vault,
    folder: Path,
    actor: Actor,
    data_dir: Path,
    files: Sequence[str],
    keep: int | None,
    report: Report,
) -> Made:
    backup_id, now, key = new_id(), clock.now(), vault.backup_key()
    path = folder / shelf.name_of(now, backup_id)
    part = path.with_name(f".{path.name}.part")
    try:
        taken = _contents(data_dir, files)
        facts = _copy_store(store.path, vault, part, key, report)
        taken.update(_contents(data_dir, files))
        with part.open("r+b") as file:
            writing = Writing(file, key, backup_id)
            writing.store(lambda done, total: report(_step("计算校验值", "hashing", done, total)))
            for name, content in sorted(taken.items()):
                writing.add(name, content)
            manifest = writing.finish({**facts, "made_at": now.isoformat()})
        sync_file(part)
        with full_disk_said():
            part.rename(path)
            sync_dir(folder)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    size = path.stat().st_size
    seq = int(facts["chain"]["seq"])
    with store.writing() as s:
        chain.append(s, Verb.BACKUP_MADE, actor=actor, subject=backup_id, upto=seq, bytes=size)
    if keep is not None:
        shelf.thin(folder, keep)
    return Made(path, manifest, size)


def facts_of(connection: Any) -> dict[str, Any]:
    """What two copies of one store must agree in: head of the chain, rows by table, revision."""
    head = connection.execute("SELECT seq, hash FROM audit_event ORDER BY seq DESC LIMIT 1").fetchone()
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
    ).fetchall()
    known = ("alembic_version",) in tables
    revision = connection.execute("SELECT version_num FROM alembic_version").fetchone() if known else None
    return {
        "chain": {"seq": head[0] if head else 0, "hash": head[1] if head else ""},
        "counts": {
            name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
            for (name,) in tables
        },
        "revision": revision[0] if revision else "",
    }


def _copy_store(source: Path, vault: Vault, target: Path, key: bytes, report: Report) -> dict[str, Any]:
    connection = cipher_file.connect(source, vault.store_key())
    try:
        with translated():
            connection.execute("PRAGMA query_only = ON")
            connection.execute("BEGIN")  # one moment for everything below
            facts = facts_of(connection)
            copy_database(
                connection, target, key, lambda done, total: report(_step("复制数据", "copying", done, total))
            )
            connection.execute("COMMIT")
    finally:
        connection.close()
    return facts


def _contents(data_dir: Path, files: Sequence[str]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for each in files:
        start = data_dir / each
        paths = [start] if start.is_file() else sorted(start.rglob("*"))
        for path in paths:
            try:
                # What is still being received has a folder of its own with a dot; it belongs to no row yet.
                if path.is_file() and not any(p.startswith(".") for p in path.relative_to(data_dir).parts):
                    found[path.relative_to(data_dir).as_posix()] = path.read_bytes()
            except FileNotFoundError:
                continue
    return found


def _step(zh: str, en: str, done: int, total: int) -> dict[str, Any]:
    return {"text": f"{zh} · {en}", "done": done, "total": total}


def newest_at(folder: Path) -> datetime | None:
    """When the newest backup in `folder` was made."""
    names = shelf.names(folder)
    return shelf.time_of(names[-1]) if names else None


def room_for(store: Path, folder: Path) -> bool:
    """Whether a backup of this store would leave a tenth of the disk free."""
    there = folder if folder.exists() else folder.parent
    free = os.statvfs(there if there.exists() else store.parent)
    return free.f_bavail * free.f_frsize - store.stat().st_size > 0.1 * free.f_blocks * free.f_frsize
