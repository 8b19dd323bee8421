"""How the machine is, measured when asked: no background work, a few milliseconds."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, or_, select

from appliance.core.jobs.tables import Job
from appliance.core.kit.clock import now
from appliance.core.store.session import ReadSession
from appliance.doors.web.catalogs import N_

# What lies where under the data folder, in words the operator knows.
FOLDERS = (
    ("store", N_("加密存储")),
    ("vectors", N_("向量索引")),
    ("models", N_("模型")),
    ("backups", N_("备份")),
    ("uploads", N_("上传暂存")),
    ("logs", N_("日志")),
)
WARN, ALARM = 0.85, 0.95  # shares of a full disk at which to plan, and to act

# State -> (word, tone of the dot).
STATES = {
    "ready": (N_("就绪"), "good"),
    "starting": (N_("正在预热"), "warn"),
    "restarting": (N_("正在重启"), "warn"),
    "off": (N_("未启用"), ""),
    "missing": (N_("未安装"), "bad"),
    "failed": (N_("停止工作"), "bad"),
}
APART_STATES = {
    "ready": (N_("就绪"), "good"),
    "starting": (N_("正在启动"), "warn"),
    "restarting": (N_("正在重启"), "warn"),
    "sealed": (N_("已封存"), ""),
}
INDEX_STATES = {
    "ready": (N_("正常"), "good"),
    "loading": (N_("正在载入"), "warn"),
    "rebuilding": (N_("正在重建"), "warn"),
    "text_only": (N_("仅按关键词"), "warn"),
}


@dataclass(frozen=True)
class Disk:
    """The disk under the data folder, in bytes."""

    total: int
    free: int
    parts: list[tuple[str, int]]

    @property
    def share(self) -> float:
        """How much of it is used, 0 to 1."""
        return 1 - self.free / self.total if self.total else 1.0

    @property
    def kind(self) -> str:
        """The tone of its bar: "", "wait" or "alarm"."""
        return "alarm" if self.share >= ALARM else "wait" if self.share >= WARN else ""


def disk(data_dir: Path) -> Disk:
    """How full it is, and what of it is ours."""
    usage = shutil.disk_usage(data_dir)
    return Disk(usage.total, usage.free, [(label, size_of(data_dir / name)) for name, label in FOLDERS])


def size_of(folder: Path) -> int:
    """Bytes of all files below `folder`; a file that goes away meanwhile counts as nothing."""
    total = 0
    for root, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(root, name)).st_size
            except OSError:
                continue
    return total


def jobs(s: ReadSession) -> dict[str, int]:
    """Number of jobs by state; what waits for a later hour is no backlog."""
    due = or_(Job.state != "queued", Job.run_at <= now())
    counted = s.execute(select(Job.state, func.count()).where(due).group_by(Job.state))
    return {str(state): count for state, count in counted}
