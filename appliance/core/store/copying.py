"""Copying the whole store while it is written to, from under one key to under another.

SQLite's backup API reads the pages of one snapshot (an open read transaction), so writers go on meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from appliance.core.vault import cipher_file
from appliance.core.vault.complaints import translated
from appliance.core.vault.files import sync_file

PAGES = 1024  # 4 MB between two words of progress
Report = Callable[[int, int], None]  # pages done, pages in all


def copy_database(source: Any, target: Path, key: bytes, report: Report = lambda done, total: None) -> int:
    """Copy what the connection `source` sees into the new file `target` under the raw `key`, durably. Bytes written.

    Raises `CannotOpen` if `target` exists, `StorageFull`, `Unavailable` for a page that cannot be read.
    """
    cipher_file.create_file(target)
    copy = cipher_file.connect_scratch(target, key)
    try:
        with translated():
            source.backup(
                copy, pages=PAGES, sleep=0, progress=lambda _, left, total: report(total - left, total)
            )
    finally:
        copy.close()
    sync_file(target)
    return target.stat().st_size
