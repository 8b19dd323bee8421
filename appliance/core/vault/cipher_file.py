"""Opening one SQLCipher file: key, settings, and plain sentences when it will not open.

Shared by the keyring, the store and the search index, so that all three refuse the same things.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from appliance.core.kit.disk import full_disk_said
from appliance.core.kit.errors import ApplianceError, Unavailable
from appliance.core.vault.complaints import Damaged, translate
from appliance.core.vault.files import private_dir, sync_dir

# Below 3.51.3 a WAL reset can corrupt the file (fixed 2026-03); the interpreter's own SQLite may be older,
# which is one reason why every file of ours goes through this driver.
OLDEST_SQLITE = (3, 51, 3)
BUSY_MS = 10_000


class CannotOpen(ApplianceError):
    """An encrypted file does not open: another key, not such a file, missing, or too old a library."""


def check_library(version: tuple[int, ...] | None = None) -> None:
    """Refuse a library with the WAL-reset fault."""
    found = version or tuple(int(part) for part in driver.sqlite_version.split("."))
    if found < OLDEST_SQLITE:
        have, need = ".".join(map(str, found)), ".".join(map(str, OLDEST_SQLITE))
        raise CannotOpen(
            f"SQLite 版本 {have} 存在数据损坏缺陷，需要 {need} 或更高；请重新安装依赖。",
            f"SQLite {have} has a fault that can corrupt data; {need} or newer is needed.",
        )


def create_file(path: Path) -> None:
    """Make an empty 0600 file for SQLite to fill (its WAL inherits the mode). Never replaces one.

    Raises `CannotOpen`, `StorageFull`.
    """
    try:
        with full_disk_said():
            private_dir(path.parent)
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
            sync_dir(path.parent)
    except FileExistsError:
        raise CannotOpen(
            f"文件 {path} 已存在，不会覆盖。", f"The file {path} exists and will not be replaced."
        ) from None


def connect(
    path: Path, key: bytes, *, cache_kib: int = 2048, busy_ms: int = BUSY_MS, fresh: bool = False
) -> Any:
    """A connection in autocommit mode with our settings. The file must exist; the key is 32 raw bytes.

    A raw key costs 0.2 ms to open; a passphrase would cost 190 ms for every connection. `fresh` allows a file
    that is still empty: elsewhere an empty file is a lost one, which SQLite would silently take for a new
    database. Raises `CannotOpen` with one sentence when the key is another or the file is not ours, `StorageFull` or
    `Unavailable` when the disk is the reason.
    """
    check_library()
    if len(key) != 32:
        raise ValueError("a raw key has 32 bytes")
    if not path.is_file() or (not fresh and path.stat().st_size == 0):
        raise CannotOpen(
            f"找不到数据文件 {path}（或文件为空）；请从备份恢复或先执行 appliance init。",
            f"The data file {path} is missing or empty; restore it from a backup, or run appliance init.",
        )
    try:
        connection = driver.connect(
            f"{path.resolve().as_uri()}?mode=rw",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
            timeout=busy_ms / 1000,
        )
    except driver.OperationalError:
        raise _unreadable(path) from None
    try:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        # It would write English lines about pages to standard error; what is wrong is said in one sentence, by us.
        connection.execute("PRAGMA cipher_log_level = NONE")
        # Process-wide, 6 to 50 times slower full-text queries, and needs the right to lock memory: off.
        connection.execute("PRAGMA cipher_memory_security = OFF")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        for pragma in (
            f"busy_timeout = {busy_ms}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "secure_delete = ON",
            "foreign_keys = ON",
            "temp_store = MEMORY",
            "trusted_schema = OFF",
            f"cache_size = -{cache_kib}",
        ):
            connection.execute(f"PRAGMA {pragma}").fetchall()
    except driver.DatabaseError as problem:
        connection.close()
        if "locked" in str(problem):
            raise Unavailable(
                f"数据文件 {path.name} 正被其他进程占用，请稍后重试。",
                f"The data file {path.name} is held by another process; try again in a moment.",
            ) from None
        meaning = translate(problem)
        if meaning is not None and not isinstance(meaning, Damaged):
            raise meaning from problem  # no room for the files beside it, or a failing disk: the key may fit
        raise _unreadable(path) from None
    return connection


def connect_scratch(path: Path, key: bytes) -> Any:
    """A connection to an empty file that nobody sees before it is whole: no journal and no sync of its own.

    Whoever fills it syncs the file when done, and throws it away when anything fails.
    """
    connection = driver.connect(str(path), isolation_level=None, check_same_thread=False)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for pragma in (
        "cipher_log_level = NONE",
        "journal_mode = OFF",
        "synchronous = OFF",
        "temp_store = MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    return connection


def _unreadable(path: Path) -> CannotOpen:
    return CannotOpen(
        f"密钥与数据文件 {path} 不匹配，或文件已损坏；请核对保险库与数据是否来自同一备份。",
        f"The key does not fit the data file {path}, or the file is damaged; "
        "check that vault and data come from the same backup.",
    )
