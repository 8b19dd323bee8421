"""A file for a reading process to open, in memory: on the kernel's own file system for that, never on a disk.

(Memory may be swapped; deploy/README.md asks for encrypted swap.) What a killed process has left is removed by the next.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psutil

from appliance.core.kit.disk import full_disk_said
from appliance.core.kit.errors import Unavailable

PLACE: Final = Path("/dev/shm")  # noqa: S108 - memory, and a folder of our own in it
_START: Final = "kefu-file-"


@contextmanager
def held(content: bytes, suffix: str) -> Iterator[Path]:
    """The content under a path of this process's own, gone afterwards. Raises `Unavailable` where there is no such place."""
    if not PLACE.is_dir() or not os.access(PLACE, os.W_OK):
        raise Unavailable(
            "本机没有内存文件系统 /dev/shm，不能接收文件。",
            "This machine has no memory file system /dev/shm, so files cannot be taken.",
        )
    with full_disk_said(), tempfile.TemporaryDirectory(prefix=f"{_START}{os.getpid()}-", dir=PLACE) as folder:
        path = Path(folder) / f"file{suffix}"
        path.write_bytes(content)
        yield path


def sweep() -> None:
    """Remove what processes that are no more have left."""
    for folder in PLACE.glob(f"{_START}*"):
        pid = folder.name.removeprefix(_START).partition("-")[0]
        if pid.isdecimal() and not psutil.pid_exists(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)
