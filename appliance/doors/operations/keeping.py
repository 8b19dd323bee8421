"""Whether the data is safe where it lies: the store, the room kept for a full disk, anchors and backups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from appliance.core.audit.anchor import Anchoring
from appliance.core.backups import make, shelf
from appliance.core.kit.clock import now
from appliance.core.kit.parts import Parts
from appliance.core.settings import Settings
from appliance.core.store.session import Store
from appliance.doors.web.catalogs import N_

# State -> (word, tone of the dot), worst first.
STATES = {
    "damaged": (N_("数据损坏，已停止写入"), "bad"),
    "full": (N_("磁盘已满，只收必要写入"), "bad"),
    "unanchored": (N_("审计锚定写不到"), "bad"),
    "overdue": (N_("备份逾期"), "warn"),
    "none": (N_("还没有备份"), "warn"),
    "good": (N_("妥善"), "good"),
}


@dataclass(frozen=True, slots=True)
class Keeping:
    """`state` is a key of STATES. `ballast`: bytes kept for a full disk, 0 if none could be kept now."""

    state: str
    newest: datetime | None
    backups: int
    ballast: int
    failing: list[str]


def keeping(parts: Parts) -> Keeping:
    """How it is now; reads the names in one folder."""
    settings, store = parts.get(Settings), parts.get(Store)
    names = shelf.names(settings.backups_folder)
    newest = make.newest_at(settings.backups_folder)
    failing = parts.get(Anchoring).failing if parts.has(Anchoring) else []
    ballast = store.ballast.size if store.ballast.there else 0
    return Keeping(_state(store, settings, newest, failing), newest, len(names), ballast, failing)


def _state(store: Store, settings: Settings, newest: datetime | None, failing: list[str]) -> str:
    if store.damage is not None:
        return "damaged"
    if store.ballast.short:
        return "full"
    if failing:
        return "unanchored"
    if settings.backup_hours and newest is None:
        return "none"
    if settings.backup_hours and newest and now() - newest > timedelta(hours=2 * settings.backup_hours):
        return "overdue"
    return "good"
