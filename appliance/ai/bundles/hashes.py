"""SHA-256 of a bundle's files, remembered between starts.

A file is read again whenever its size, modification time, change time or inode is not the remembered one.
The change time cannot be set by a program: a file changed and given its old date back is read again too.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path


class HashMemory:
    """One JSON file, `{absolute path: [size, mtime, ctime, inode, sha256]}`; without a file, memory alone."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._known: dict[str, list[int | str]] = {}
        self._new = False
        if file is not None:
            try:
                found = json.loads(file.read_text(encoding="utf-8"))
                self._known = found if isinstance(found, dict) else {}
            except (OSError, ValueError):
                self._known = {}

    def of(self, path: Path) -> str:
        """SHA-256 of the file, 64 hex digits. Raises `OSError` when it cannot be read."""
        key = str(path.resolve())
        before = _stamp(path)
        known = self._known.get(key)
        if isinstance(known, list) and len(known) == 5 and known[:4] == before:
            return str(known[4])
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if _stamp(path) == before:
            self._known[key] = [*before, digest]
            self._new = True
        return digest

    def save(self) -> None:
        """Write what is new. A disk that refuses costs only the time to read the files again."""
        if self._file is None or not self._new:
            return
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            draft = self._file.with_name(f"{self._file.name}.{os.getpid()}")
            draft.write_text(json.dumps(self._known), encoding="utf-8")
            draft.replace(self._file)
            self._new = False
        except OSError:
            return


def _stamp(path: Path) -> list[int | str]:
    stat = path.stat()
    return [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino]
