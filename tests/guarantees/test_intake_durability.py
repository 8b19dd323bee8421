"""Promise: a message whose commit has returned is there after kill -9, once, and the audit chain holds."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

from sqlalchemy import func, select

from appliance.core.audit.tables import AuditEvent
from appliance.core.audit.verify import verify
from appliance.core.events.tables import OutboxRow
from appliance.core.jobs.tables import Job
from appliance.core.store.engine import open_store
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault
from appliance.service.conversations import client_ids, queries
from appliance.service.conversations.tables import Conversation, Message
from tests.conftest import UNSEAL_KEY
from tests.service import scene  # noqa: F401 - brings every table

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("KILLS", "5"))
VISITORS = ("a", "b", "c")


def run_until_killed(data_dir: Path, root_key: bytes, starts: dict[str, int], after: int) -> list[str]:
    """Let the writers acknowledge `after` messages or a few more, kill them, and give all they acknowledged."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.guarantees.intake_writer", str(data_dir)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(root_key.hex() + "\n" + json.dumps(starts) + "\n")
    process.stdin.flush()
    acknowledged = []
    for _ in range(after):
        line = process.stdout.readline()
        assert line, "the writers ended by themselves"
        acknowledged.append(line.strip())
    process.kill()
    # What still lies in the pipe was acknowledged too. A line that was cut off was not.
    rest = process.stdout.read()
    acknowledged += rest[: rest.rfind("\n") + 1].split()
    process.wait()
    process.stdin.close()
    process.stdout.close()
    return acknowledged


def check(data_dir: Path, acknowledged: list[str]) -> None:
    """Everything acknowledged is there once and opens; rows, numbers, events, jobs and audit agree."""
    vault = Vault(data_dir)
    vault.unseal(UNSEAL_KEY)
    store = open_store(data_dir / "store" / "appliance.db", vault.store_key())
    with store, store.reading() as s:
        stored = Counter(s.scalars(select(Message.client_id).where(Message.author_kind == "visitor")))
        assert {client_ids.kept(vault, each) for each in acknowledged} <= set(stored)
        assert set(stored.values()) <= {1}
        for conversation in s.scalars(select(Conversation)).all():
            thread = queries.thread(s, vault, conversation.id, limit=10**6)
            assert [m.seq for m in thread] == list(range(1, conversation.staff_seq + 1))
            said = [str(m.text).partition(" 的手机")[0] for m in thread]
            assert [client_ids.kept(vault, each) for each in said] == [m.client_id for m in thread]
        number = len(stored)
        received = select(func.count()).select_from(AuditEvent).where(AuditEvent.verb == "message.received")
        assert s.scalar(received) == number
        announced = select(func.count()).select_from(OutboxRow).where(OutboxRow.kind == "MessageReceived")
        assert s.scalar(announced) == number
        asked = select(func.count()).select_from(Job).where(Job.kind == "turns.take", Job.state == "queued")
        assert s.scalar(asked) == len(VISITORS)
        chain = verify(s, vault.audit_key())
        assert chain.ok, chain.why
        whole = s.connection().exec_driver_sql("PRAGMA integrity_check").scalar()
        assert whole == "ok"
    vault.seal()


def test_what_was_acknowledged_is_there_after_kill_9(data_dir: Path, vault: Vault, store: Store) -> None:
    store.close()
    root_key = vault.hand_over()
    vault.seal()
    chance = random.Random(20261122)
    acknowledged: list[str] = []
    for kill in range(KILLS):
        last = dict.fromkeys(VISITORS, -1)
        for client_id in acknowledged:
            visitor, number = client_id.split("-")
            last[visitor] = max(last[visitor], int(number))
        # Each writer repeats the message that nobody confirmed, as a visitor's page would.
        starts = {visitor: number + 1 for visitor, number in last.items()}
        least = 60 if kill == 0 else 1  # all three visitors are there from the first round on
        acknowledged += run_until_killed(data_dir, root_key, starts, chance.randint(least, 120))
        check(data_dir, acknowledged)
    assert len(acknowledged) == len(set(acknowledged))
