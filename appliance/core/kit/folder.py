"""A data folder belongs to one process at a time."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import IO

from appliance.core.kit.errors import Conflict


def take(folder: Path) -> IO[str]:
    """Make the folder (0700) and lock it; closing what is returned lets it go. Raises `Conflict` when another has it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    lock = (folder / "lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise Conflict(
            f"数据目录 {folder.name} 正被另一个进程使用；请先停止它。",
            f"The data folder {folder.name} is in use by another process; stop that one first.",
        ) from None
    return lock
