"""Promise: killed at any single write of a commit or of a backup, nothing acknowledged is lost, and nothing half made
passes for whole.

strace counts the system calls that change files, and kills the process at the chosen one (before it is carried out).
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from appliance.core.audit.verify import verify
from appliance.core.backups import shelf
from appliance.core.backups.make import make
from appliance.core.backups.verify import verify as verify_backup
from appliance.core.kit.actors import SYSTEM
from appliance.core.store.engine import open_store
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault
from appliance.service.conversations import client_ids
from appliance.service.conversations.tables import Message
from tests.conftest import UNSEAL_KEY
from tests.service import scene  # noqa: F401 - brings every table

ROOT = Path(__file__).resolve().parents[2]
WRITES = int(os.environ.get("WRITES", "4"))  # of each kind of act; 0: every one
CALLS = ("pwrite64", "write", "fsync", "fdatasync", "ftruncate", "rename", "unlink")


@pytest.fixture(autouse=True)
def strace() -> None:
    """A promise that was not looked at is none: no skipping."""
    assert shutil.which("strace"), "strace is missing: run deploy/setup.py browser"


def run(folder: Path, root: bytes, what: str, trace: Path, *inject: str) -> list[str]:
    """Run the act under strace; gives the words it got out."""
    calls = ["-e", f"trace={','.join(CALLS)}"]
    command = ["strace", "-f", "-o", str(trace), *calls, *inject]
    done = subprocess.run(
        [*command, sys.executable, "-m", "tests.guarantees.one_act", str(folder), what],
        cwd=ROOT,
        input=root.hex() + "\n",
        capture_output=True,
        text=True,
    )
    return done.stdout.split()


def writes(trace: Path) -> list[tuple[str, int]]:
    """(system call, how many-th of its kind) of everything between the words begin and end."""
    counts: dict[str, int] = dict.fromkeys(CALLS, 0)
    found, inside = [], False
    for line in trace.read_text("utf-8", "replace").splitlines():
        call = re.match(r"\d+\s+(\w+)\((.*)", line)
        if call is None or call[1] not in counts:
            continue
        counts[call[1]] += 1
        if call[1] == "write" and call[2].startswith('1, "end'):
            inside = False
        if inside:
            found.append((call[1], counts[call[1]]))
        if call[1] == "write" and call[2].startswith('1, "begin'):
            inside = True
    return found


def chosen(found: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """The first, the last and some between; all of them with WRITES=0."""
    if not WRITES or len(found) <= WRITES:
        return found
    return [found[0], *random.Random(11).sample(found[1:-1], WRITES - 2), found[-1]]


def check(folder: Path, acknowledged: set[str]) -> None:
    vault = Vault(folder)
    vault.unseal(UNSEAL_KEY)
    with open_store(folder / "store" / "appliance.db", vault.store_key()) as store, store.reading() as s:
        stored = list(s.scalars(select(Message.client_id).where(Message.author_kind == "visitor")))
        assert {client_ids.kept(vault, each) for each in acknowledged} <= set(stored)
        assert len(stored) == len(set(stored))
        chain = verify(s, vault.audit_key())
        assert chain.ok, chain.why
        assert s.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    vault.seal()


@pytest.fixture
def start(data_dir: Path, vault: Vault, store: Store) -> tuple[Path, bytes]:
    store.close()
    root = vault.hand_over()
    vault.seal()
    return data_dir, root


def test_of_a_commit(start: tuple[Path, bytes], tmp_path: Path) -> None:
    folder, root = start
    fresh, trace = tmp_path / "fresh", tmp_path / "trace"
    shutil.copytree(folder, fresh)
    assert run(folder, root, "commit", trace) == ["a-1", "begin", "a-2", "end"]
    found = writes(trace)
    assert {"pwrite64", "fsync"} <= {call for call, _ in found}
    for call, number in chosen(found):
        shutil.rmtree(folder)
        shutil.copytree(fresh, folder)
        words = run(folder, root, "commit", trace, "-e", f"inject={call}:signal=KILL:when={number}")
        assert "end" not in words, (call, number)
        check(folder, {word for word in words if word != "begin"})


def test_of_a_backup(start: tuple[Path, bytes], tmp_path: Path) -> None:
    folder, root = start
    fresh, trace = tmp_path / "fresh", tmp_path / "trace"
    (folder / "uploads").mkdir()
    (folder / "uploads" / "01ABC.md").write_text("# 白金卡")
    shutil.copytree(folder, fresh)
    name = run(folder, root, "backup", trace)[2]
    assert shelf.names(folder / "backups") == [name]
    found = writes(trace)
    assert {"pwrite64", "fsync", "rename"} <= {call for call, _ in found}
    passed = 0
    for call, number in chosen(found):
        shutil.rmtree(folder)
        shutil.copytree(fresh, folder)
        words = run(folder, root, "backup", trace, "-e", f"inject={call}:signal=KILL:when={number}")
        assert "end" not in words, (call, number)
        check(folder, {"a-1"})
        vault = Vault(folder)
        vault.unseal(UNSEAL_KEY)
        for left in shelf.listed(folder / "backups"):  # it has its name only when it is whole
            passed += 1
            assert verify_backup(left.path, vault, tmp_path).facts["counts"]["messages"] == 1
        with open_store(folder / "store" / "appliance.db", vault.store_key()) as store:
            store.audit_key = vault.audit_key()
            made = make(store, vault, folder / "backups", actor=SYSTEM, data_dir=folder)
        left_over = {each.name for each in (folder / "backups").iterdir()} - set(
            shelf.names(made.path.parent)
        )
        assert left_over == set(), "the next one tidies up"
        vault.seal()
    assert passed, "the last writes come after the backup has its name"
