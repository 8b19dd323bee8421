"""Backups by the clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select

from appliance.core.audit.tables import TABLE
from appliance.core.backups import make as making
from appliance.core.jobs.registry import JobContext, Registry
from appliance.core.kit import clock
from appliance.core.kit.actors import SYSTEM
from appliance.core.kit.errors import StorageFull
from appliance.core.settings import Settings
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault

KIND = "backup.due"
LOOK_EVERY = 900  # seconds
YOUNG = timedelta(hours=1)  # a new installation is first set up, then backed up


def register(
    registry: Registry, store: Store, vault: Vault, settings: Settings, files: Sequence[str]
) -> None:
    """Make a backup whenever the newest one is older than `BACKUP_HOURS`. A failure stays visible as a failed job."""

    def look(_: JobContext) -> None:
        if not due(store, settings):
            return
        if not making.room_for(settings.store_path, settings.backups_folder):
            raise StorageFull(
                "磁盘空间不足，未能按时备份；请清理磁盘，或用 BACKUP_PATH 指定另一块磁盘。",
                "There is no room for the backup that is due; free some space or name another disk in BACKUP_PATH.",
            )
        making.make(
            store,
            vault,
            settings.backups_folder,
            actor=SYSTEM,
            data_dir=settings.data_dir,
            files=files,
            keep=settings.backups_kept,
        )

    registry.add(KIND, look)


def due(store: Store, settings: Settings) -> bool:
    """Whether a backup should be made now."""
    if not settings.backup_hours:
        return False
    newest = making.newest_at(settings.backups_folder)
    if newest is not None:
        return clock.now() - newest >= timedelta(hours=settings.backup_hours)
    with store.reading() as s:
        began = s.execute(select(func.min(TABLE.c.at))).scalar()
    return began is not None and clock.now() - began >= YOUNG
