"""`appliance audit verify` names the first row that is not as it was written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from appliance.core.vault import cipher_file
from appliance.core.vault.vault import Vault
from tests.cli.conftest import Command
from tests.fixtures import small


def tampered(folder: Path, change: Callable[[Any], object]) -> None:
    """What somebody with the key can do: drop the triggers, then change what they guard."""
    vault = Vault(folder)
    vault.unseal((folder / "unseal.key").read_bytes())
    db = cipher_file.connect(folder / "store" / "appliance.db", vault.store_key())
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{name}"')
    change(db)
    db.close()
    vault.seal()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE audit_event SET actor_name = '别人' WHERE seq = 3", "第 3 条审计记录被改动"),
        ("DELETE FROM audit_event WHERE seq = 4", "第 4 条审计记录缺失"),
        ("UPDATE audit_event SET verb = 'audit.read' WHERE seq = 5", "第 5 条审计记录被改动"),
    ],
)
def test_the_first_broken_row_is_named(appliance: Command, tmp_path: Path, change: str, told: str) -> None:
    folder = small.data(tmp_path)
    named = {"DATA_DIR": folder, "SEAL": "keyfile", "KEY_FILE": folder / "unseal.key"}
    assert "审计链完整" in appliance("audit", "verify", **named).out
    tampered(folder, lambda db: db.execute(change))
    said = appliance("audit", "verify", **named)
    assert said.refused(told), said
    assert said.code == 1
