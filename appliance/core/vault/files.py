"""Files only the owner can read, replaced whole or not at all."""

from __future__ import annotations

import fcntl
import os
import secrets
from pathlib import Path

from appliance.core.kit.disk import full_disk_said


def private_dir(path: Path) -> Path:
    """Make `path` (and missing parents) with mode 0700; an existing one is narrowed to it."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.stat().st_mode & 0o077:
        path.chmod(0o700)
    return path


def sync_dir(path: Path) -> None:
    """Make the names in a folder durable: without it a rename may be lost with the power."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Make a file's content durable. Raises `StorageFull`."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        with full_disk_said():
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_atomic(path: Path, content: bytes) -> None:
    """Write a 0600 file so that after a crash there is the old content or the new, never a part of one.

    Raises `StorageFull`; the old content then stands.
    """
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    with full_disk_said():
        private_dir(path.parent)
        try:
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with os.fdopen(descriptor, "wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            fresh.replace(path)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise
        sync_dir(path.parent)


def append_line(path: Path, line: str) -> None:
    """Add one line to a 0600 file and make it durable before returning: the whole line or none of it.

    Raises `StorageFull`.
    """
    with full_disk_said():
        private_dir(path.parent)
        fresh = not path.exists()
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb", buffering=0) as out:
            fcntl.flock(out, fcntl.LOCK_EX)
            before = os.fstat(descriptor).st_size
            torn = before > 0 and os.pread(descriptor, 1, before - 1) != b"\n"  # killed in the middle of one
            try:
                content = memoryview(b"\n" * torn + line.encode() + b"\n")
                while content:
                    content = content[out.write(content) :]
                os.fsync(descriptor)
            except BaseException:
                os.ftruncate(descriptor, before)  # half a line would spoil the next one
                raise
        if fresh:
            sync_dir(path.parent)
