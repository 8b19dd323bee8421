"""A file that takes up room, so that on a full disk there is some left for what must still be written.

When the disk is full the file is given up. From then on only essential acts are taken (audit, seal, deletes, a person's
claim); everything else is refused as on a full disk, so that messages do not eat what the deletes need. As soon as
there is room for the file again it is made anew, and everything is taken again.
"""

from __future__ import annotations

import os
import secrets
import threading
from pathlib import Path

from appliance.core.kit.logs import get_logger

log = get_logger("store")

MARGIN = 16 << 20  # bytes that must be free beside the file before it is made
FULL = 2 << 20  # free bytes at which the disk counts as full


class Ballast:
    """The file beside the store. Thread-safe; processes that share the store share the file."""

    def __init__(self, path: Path, size: int) -> None:
        """`size` in bytes; 0: no ballast."""
        self.path = path
        self.size = size
        self.short = False
        self._had = False
        self._lock = threading.Lock()

    @property
    def there(self) -> bool:
        """Whether the room is kept now."""
        try:
            return self.size > 0 and self.path.stat().st_size >= self.size
        except OSError:
            return False

    def ensure(self) -> bool:
        """Make the file if there is room for it and some more; whether it is there. Never raises."""
        with self._lock:
            if not self.size:
                self.path.unlink(missing_ok=True)
                self.short = False
                return False
            try:
                if not self.there:
                    disk = os.statvfs(self.path.parent)
                    if disk.f_bavail * disk.f_frsize < self.size + MARGIN:
                        return False
                    _fill(self.path, self.size)
                    if self.short:
                        log.info("room again; ballast made anew", megabytes=self.size >> 20)
                elif self.path.stat().st_size > self.size:
                    os.truncate(self.path, self.size)
                self.short, self._had = False, True
            except OSError:
                self.path.unlink(missing_ok=True)
                return False
            return True

    def release(self) -> None:
        """Give the room up: the disk is full. Nothing happens when there never was a ballast."""
        with self._lock:
            if self._had and not self.short:
                self.path.unlink(missing_ok=True)
                self.short = True
                log.error(
                    "disk full: ballast given up, only essential acts are taken", megabytes=self.size >> 20
                )

    def tend(self) -> None:
        """To be called every now and then: give it up on a full disk, make it again when there is room."""
        if self.there:
            self.make_way()
        else:
            self.ensure()

    def make_way(self) -> None:
        """Before an essential act: give the room up if the disk is full already, so that the act need not fail first."""
        if self.size and not self.short:
            disk = os.statvfs(self.path.parent)
            if disk.f_bavail * disk.f_frsize < FULL:
                self.release()

    def refuses(self) -> bool:
        """Whether an act that is not essential must be refused now; looks first whether there is room again."""
        return self.short and not self.ensure()


def _fill(path: Path, size: int) -> None:
    """A file that really takes `size` bytes: reserved, or written where the file system cannot reserve."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            try:
                os.posix_fallocate(descriptor, 0, size)
            except OSError:
                block = secrets.token_bytes(1 << 20)  # random: a file system that compresses must not gain
                for at in range(0, size, len(block)):
                    os.pwrite(descriptor, block[: size - at], at)
        finally:
            os.close(descriptor)
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
