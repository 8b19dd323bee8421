"""Before a store opens: is it as far as it once was?

An older copy of the file, or one whose write-ahead log was cut, opens and verifies by itself. Its chain, though, ends before
the newest mark of the anchor, or holds another event there. Such a store is refused; there are two ways on, both by
two persons and both on the record: `appliance backup restore`, and `appliance backup accept`, which takes the store as it
lies. What was committed in the last second before a crash may be missing without being noticed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import inspect, select

from appliance.core.audit import marks
from appliance.core.audit.tables import TABLE
from appliance.core.kit.errors import ApplianceError
from appliance.core.store.session import ReadSession


class RolledBack(ApplianceError):
    """The store is older than its anchor, or another one. It stays as it is and is not opened."""

    status = 503
    exit_code = 4

    def __init__(self, zh: str, en: str) -> None:
        self.found = zh, en
        super().__init__(
            f"{zh}拒绝启动：请用 appliance backup restore 从备份恢复，或由两人执行 appliance backup accept 接受现状。",
            f"{en} Not opened: restore it with `appliance backup restore`, "
            "or let two persons take it as it is with `appliance backup accept`.",
        )


def check(s: ReadSession, anchors: Sequence[Path], key: bytes) -> None:
    """Compare the store with each anchor file there is. Raises `RolledBack`, `BadAnchor`. Reads two lines and one row.

    The first of `anchors` must exist once the chain has an event; the others may lie on a disk that is away.
    """
    if not inspect(s.connection()).has_table(TABLE.name):
        return  # a store that was just made
    end = s.execute(select(TABLE.c.seq).order_by(TABLE.c.seq.desc()).limit(1)).scalar() or 0
    for place, path in enumerate(anchors):
        mark = marks.last(path, key)
        if mark is None:
            if place == 0 and end:
                raise RolledBack(
                    f"审计锚定文件 {path.name} 缺失，无法确认数据未被回滚。",
                    f"The audit anchor {path.name} is missing, so nobody can tell whether the store was rolled back.",
                )
            continue
        seq, digest = mark
        if seq > end:
            raise RolledBack(
                f"数据被回滚：审计链止于第 {end} 条，而锚定（{path.name}）已到第 {seq} 条；放回了旧文件，或 WAL 被截断。",
                f"The store was rolled back: its chain ends at event {end} but was anchored at {seq} ({path.name}); "
                "an older file was put back, or its WAL was cut.",
            )
        if s.execute(select(TABLE.c.hash).where(TABLE.c.seq == seq)).scalar() != digest:
            raise RolledBack(
                f"第 {seq} 条审计记录与锚定（{path.name}）不符：数据文件不是原来的那一个。",
                f"Audit event {seq} differs from its anchor ({path.name}): this is not the store that was here.",
            )
