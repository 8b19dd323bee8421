"""From the encrypted files' driver to sentences a person can act on.

Shared by the keyring and the store, so that both say the same of a full disk or a file that is held.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlcipher3.dbapi2 as driver

from appliance.core.kit.errors import ApplianceError, StorageFull, Unavailable


class Damaged(Unavailable):
    """A page is not as it was written. Nothing more is written to the file until it has been looked into."""

    def __init__(
        self,
        zh: str = "数据文件损坏，已停止写入；请运行 appliance doctor 查看，并从备份恢复（appliance backup restore）。",
        en: str = "The data file is damaged, so nothing more is written; run `appliance doctor` to see where, "
        "and restore it from a backup (`appliance backup restore`).",
    ) -> None:
        super().__init__(zh, en)


def translate(problem: BaseException) -> ApplianceError | None:
    """What a driver's failure means, or `None` if it is the caller's own (a constraint, a bug)."""
    text = str(problem)
    if "database or disk is full" in text:
        return StorageFull()
    if "database is locked" in text or "database table is locked" in text:
        return busy()
    if "malformed" in text or "file is not a database" in text:
        return Damaged()
    if "disk I/O error" in text or "unable to open database file" in text:
        return Unavailable(
            "存储读写失败，本次操作未保存；请检查磁盘后重试。",
            "The store could not be read or written, nothing was saved; check the disk and try again.",
        )
    return None


def busy() -> Unavailable:
    """Another process kept the file for longer than we wait."""
    return Unavailable(
        "存储正被其他进程占用，本次操作未保存；请稍后重试。",
        "Another process is holding the store, nothing was saved; try again in a moment.",
    )


@contextmanager
def translated() -> Iterator[None]:
    """Raise the sentence in place of the driver's own error, where there is one."""
    try:
        yield
    except driver.Error as problem:
        meaning = translate(problem)
        if meaning is None:
            raise
        raise meaning from problem
