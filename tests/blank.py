"""A vault and a store with nothing in them, as most tests begin.

Each is made once in a process and copied from then on: making one waits for the disk at every table, a copy for nothing.
"""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from appliance.core.store.base import Base
from appliance.core.store.engine import create_store, open_store
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault

UNSEAL_KEY = bytes(range(32))


def vault(folder: Path) -> Vault:
    """A sealed vault in this data folder that the key file `UNSEAL_KEY` opens; its keys are those of every other one."""
    shutil.copytree(_vault() / "vault", folder / "vault")
    return Vault(folder)


def store(path: Path, key: bytes) -> Store:
    """An open store in this file with every table that has been imported; the caller says the key of its audit chain."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copy(_store(key, frozenset(Base.metadata.tables)), path)
    return open_store(path, key)


@cache
def _vault() -> Path:
    folder = Path(mkdtemp(prefix="kefu-blank-"))
    Vault(folder).create("keyfile", UNSEAL_KEY)
    return folder


@cache
def _store(key: bytes, tables: frozenset[str]) -> Path:
    path = Path(mkdtemp(prefix="kefu-blank-")) / "appliance.db"
    made = create_store(path, key)
    with made.connection() as connection:
        Base.metadata.create_all(connection)
    made.close()
    return path
