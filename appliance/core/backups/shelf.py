"""The folder of backups: names that sort by time, what to keep, what a killed backup left."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from appliance.core.backups import container
from appliance.core.backups.container import Manifest
from appliance.core.kit.errors import ApplianceError, Conflict

SUFFIX = ".backup"
_NAME = re.compile(r"kefu-(\d{8}T\d{6}Z)-[0-9A-Za-z]{6}\.backup")


@dataclass(frozen=True, slots=True)
class Listed:
    """One backup of the folder; `problem` says why it cannot be used, if so."""

    path: Path
    size: int
    manifest: Manifest | None
    problem: ApplianceError | None


def name_of(at: datetime, backup_id: str) -> str:
    """kefu-20261125T103000Z-4f7k2m.backup"""
    return f"kefu-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{backup_id[-6:].lower()}{SUFFIX}"


def names(folder: Path) -> list[str]:
    """Names of the backups in `folder`, oldest first."""
    if not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if _NAME.fullmatch(path.name))


def time_of(name: str) -> datetime:
    """When a backup of that name was made."""
    found = _NAME.fullmatch(name)
    assert found is not None
    return datetime.strptime(found.group(1), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def listed(folder: Path, public_key: str | None = None) -> list[Listed]:
    """Every backup, newest first, its manifest's signature checked (the parts are not read)."""
    found = []
    for name in reversed(names(folder)):
        path = folder / name
        try:
            found.append(Listed(path, path.stat().st_size, container.read(path, public_key), None))
        except ApplianceError as problem:
            found.append(Listed(path, path.stat().st_size if path.exists() else 0, None, problem))
    return found


def thin(folder: Path, keep: int) -> list[str]:
    """Remove all but the newest `keep`; gives the names removed."""
    gone = names(folder)[:-keep]
    for name in gone:
        (folder / name).unlink(missing_ok=True)
    return gone


@contextmanager
def taken(folder: Path) -> Iterator[None]:
    """The folder for one backup at a time, whichever process makes it. Raises `Conflict`."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(
                "另一个备份正在进行，请等它完成。", "Another backup is being made; wait until it is done."
            ) from None
        yield
    finally:
        os.close(descriptor)


def sweep(folder: Path) -> None:
    """Remove what a backup that was killed has left. The caller holds the folder (`taken`)."""
    for pattern in (f".kefu-*{SUFFIX}.part*", ".checking-*"):
        for path in folder.glob(pattern):
            path.unlink(missing_ok=True)
