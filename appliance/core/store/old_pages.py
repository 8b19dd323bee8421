"""Making deleted rows go from the disk at once.

`secure_delete` writes over what is deleted, but the old pages stay in the write-ahead log until it is copied into the
file and cut. A log is cut when nobody reads an older moment any more: under load that takes a moment.
"""

from __future__ import annotations

import time
from pathlib import Path

from appliance.core.vault import cipher_file
from appliance.core.vault.complaints import busy, translated

PATIENCE_MS = 5000
PAUSE_S = 0.05


def drop_old_pages(path: Path, key: bytes, *, patience_ms: int = PATIENCE_MS) -> None:
    """Copy the log of the encrypted file at `path` into it and cut the log to nothing.

    Raises `Unavailable` if readers of older moments did not end within `patience_ms`: try again later.
    """
    until = time.monotonic() + patience_ms / 1000
    connection = cipher_file.connect(path, key, busy_ms=patience_ms)
    try:
        with translated():
            # SQLite waits for readers, but gives up at once while somebody else (a commit that found the log long)
            # copies the same log.
            while connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                if time.monotonic() >= until:
                    raise busy()
                time.sleep(PAUSE_S)
    finally:
        connection.close()
