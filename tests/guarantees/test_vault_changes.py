"""Promise: whatever change of keys kill -9 falls into, the old or the new opens, never neither, and nothing is lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from appliance.core.audit.from_journal import take_in
from appliance.core.audit.tables import AuditEvent
from appliance.core.audit.verify import verify
from appliance.core.store.base import Base
from appliance.core.store.engine import create_store, open_store
from appliance.core.vault import changes, keyring_rotation, keys, rekey
from appliance.core.vault.errors import WrongKey
from appliance.core.vault.vault import Vault
from appliance.service.conversations import actions, key_rotation, queries
from appliance.service.conversations.tables import Conversation
from tests.guarantees.vault_killer import CUSTODIANS, KEY, OTHER
from tests.service.scene import masked

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("KILLS", "5"))
POINTS = 2 * KILLS  # about how many of a change's writes are tried; 50 kills try every one
VISITORS = 12


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault, twelve conversations, a search file."""
    folder = tmp_path_factory.mktemp("vault") / "data"
    folder.mkdir(mode=0o700)
    vault = Vault(folder)
    vault.create("keyfile", KEY)
    vault.unseal(KEY)
    with create_store(folder / "store" / "appliance.db", vault.store_key()) as store:
        with store.connection() as connection:
            Base.metadata.create_all(connection)
        store.audit_key = vault.audit_key()
        for number in range(VISITORS):
            text = masked(f"第 {number} 位")
            with store.writing() as s:
                actions.receive_message(
                    s, vault, actions.Intake("web_widget", f"v{number}", "m-00000001", text)
                )
        with store.writing() as s:
            take_in(s, vault.folder)
    (folder / "store" / "search.db").write_bytes(b"derived")
    vault.seal()
    return folder


@pytest.fixture(scope="module")
def killer() -> Iterator[Any]:
    """`killer(folder, act, at)`: what became of it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.guarantees.vault_killer"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None

    def ask(folder: Path, act: str, at: int) -> dict[str, Any]:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"folder": str(folder), "act": act, "at": at}) + "\n")
        process.stdin.flush()
        answer: dict[str, Any] = json.loads(process.stdout.readline())
        return answer

    yield ask
    process.stdin.close()
    process.stdout.close()
    process.wait()


def unsealed(folder: Path, *secrets: bytes) -> Vault:
    """The vault by whichever of the secrets opens it; exactly one does."""
    opened = []
    for secret in secrets:
        vault = Vault(folder)
        (folder / "vault" / "attempts.json").unlink(
            missing_ok=True
        )  # the wait is not what is asked about here
        with suppress(WrongKey):
            vault.unseal(secret)
            opened.append(vault)
    assert len(opened) == 1, "old or new, never neither and never both"
    return opened[0]


def check(folder: Path, *secrets: bytes, made: list[str] = []) -> Vault:  # noqa: B006 - never changed
    """Everything is there and opens: contacts made meanwhile, every conversation, the whole audit chain."""
    vault = unsealed(folder, *secrets)
    path = folder / "store" / "appliance.db"
    rekey.settle(vault, path, [path.with_name("search.db")])
    assert all(len(vault.contact_key(each)) == 32 for each in made)
    with open_store(path, vault.store_key()) as store:
        store.audit_key = vault.audit_key()
        with store.writing() as s:
            take_in(s, vault.folder)
            assert take_in(s, vault.folder) == 0
        with store.reading() as s:
            said = [
                str(each.text)
                for conversation in s.scalars(select(Conversation.id)).all()
                for each in queries.thread(s, vault, conversation)
                if each.author_kind == "visitor"
            ]
            assert sorted(said) == sorted(f"第 {number} 位" for number in range(VISITORS))
            found = verify(s, vault.audit_key())
            assert found.ok, found.why
            lines = len((vault.folder / "journal.log").read_text().splitlines())
            told = s.scalars(select(AuditEvent).where(AuditEvent.actor_id == "vault")).all()
            assert len(told) == lines
    return vault


def go_on(vault: Vault, folder: Path, act: str) -> None:
    """What the next start does, then the same change once more, to its end."""
    path = folder / "store" / "appliance.db"
    with open_store(path, vault.store_key()) as store:
        store.audit_key = vault.audit_key()
        changes.finish(vault)
        key_rotation.finish(store, vault)
    if act == "rotate":
        changes.rotate(vault, KEY)
    elif act == "rekey":
        rekey.rekey_store(vault, path, [path.with_name("search.db")])
    assert not changes.unfinished(vault)
    assert len(vault.keyset().versions(keys.STORE)) == 1
    assert not vault.with_keyring(lambda ring: keyring_rotation.contacts(ring, under_way=True))
    assert not list(folder.rglob("*.rekeying*"))
    vault.seal()


@pytest.mark.parametrize("act", ["rewrap to key file", "rewrap to shares", "rotate", "rekey", "contacts"])
def test_killed_at_every_write(act: str, folder: Path, killer: Any, tmp_path: Path) -> None:
    secrets = (KEY, CUSTODIANS.secret if act == "rewrap to shares" else OTHER) if "rewrap" in act else (KEY,)
    whole = Path(shutil.copytree(folder, tmp_path / "whole"))
    ended = killer(whole, act, 0)
    assert ended["ended"]
    check(whole, *secrets[-1:], made=ended["made"]).seal()
    writes = ended["writes"]
    assert writes >= 10, writes
    step = writes // POINTS | 1  # odd: deaths before a write and after one take turns
    # How often visitors write meanwhile is chance: deaths move on until the change has twice come to its end before one.
    killed, tried, unharmed, at = 0, 0, 0, 1
    while unharmed < 2:
        one = Path(shutil.copytree(folder, tmp_path / f"at-{at}"))
        answer = killer(one, act, at)
        tried += 1
        killed, unharmed = (killed, unharmed + 1) if answer["ended"] else (killed + 1, 0)
        vault = check(one, *secrets, made=answer["made"])
        go_on(vault, one, act)
        check(one, *secrets, made=answer["made"]).seal()
        shutil.rmtree(one)
        at += step
    assert killed * 2 > tried, (killed, tried)
    assert killed >= min(POINTS, writes // 2) // 2, (killed, writes)
