"""Promise: whatever moment of an import, a reindex or a publication `kill -9` falls into, no document is lost, nothing is half
published, and every search finds one version whole: before the kill, right after the start, and when all is mended."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

from sqlalchemy import func, select

import appliance.rows  # noqa: F401
from appliance.ai.knowledge import jobs, queries
from appliance.ai.knowledge.ingest import import_document
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.ai.knowledge.tables import Document, Passage, Publication
from appliance.core.audit.verify import verify
from appliance.core.jobs.registry import Registry
from appliance.core.jobs.runner import Runner
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault
from tests.factories.knowledge import one_person, publish
from tests.guarantees.knowledge_worker import HE, PARTS, opened, version_found, write

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("KILLS", "5"))


class Worker:
    """The process that begins lives, and what they acknowledged."""

    def __init__(self, folder: Path, root_key: bytes) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.guarantees.knowledge_worker", str(folder)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.imported: set[str] = set()
        self.published = 0
        self.searches = 0
        self._tell(root_key.hex())

    def live(self, first: int, lines: int) -> None:
        """Begin a life and kill it after about so many lines, wherever its work has come to then."""
        self._tell(str(first))
        pid = int(self._line().split()[1])
        for _ in range(lines):
            self._take(self._line())
        os.kill(pid, signal.SIGKILL)
        while (line := self._line()) != "over":
            self._take(line)

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()

    def _take(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        assert word in {"found", "reindex", "import", "publish"}, line
        self.searches += word == "found"
        if word == "import":
            self.imported.add(rest)
        elif word == "publish":
            self.published = int(rest)

    def _tell(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def _line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the worker ended by itself"
        return line.strip()


def mended(knowledge: KnowledgeBase) -> None:
    """What a start does: go on with what was under way."""
    jobs.resume_imports(knowledge)
    registry = Registry()
    jobs.register(registry, knowledge)
    Runner(knowledge.store, registry, threads=1).run_until_idle()


def check(knowledge: KnowledgeBase, worker: Worker, anchor: Path, key: bytes) -> int:
    """Look at everything after a kill; returns the number of the version that is in force."""
    at_once = version_found(knowledge)
    assert at_once.isdigit(), f"right after the start, by words alone: {at_once}"
    assert int(at_once) >= worker.published
    knowledge.load()
    mended(knowledge)
    with knowledge.store.reading() as s:
        states = dict(s.execute(select(Document.id, Document.state)).all())
        assert worker.imported <= set(states), "an acknowledged document is gone"
        assert set(states.values()) <= {"draft", "published", "withdrawn"}, states
        assert list(states.values()).count("published") == 1
        counted = s.execute(select(func.count()).select_from(Passage).group_by(Passage.document_id))
        assert {count for (count,) in counted} == {len(PARTS)}, "a document without all of its passages"
        open_ = select(func.count()).select_from(Publication).where(Publication.state == "checking")
        assert s.scalar(open_) == 0
        assert verify(s, key, anchor).ok
        wanted = {entry.key for entry in queries.entries(s)}
    assert knowledge.ready
    assert wanted <= knowledge.vectors.of("main").ids()
    found = version_found(knowledge)
    assert found.isdigit(), f"when all was mended: {found}"
    assert int(found) >= int(at_once)
    return int(found)


def test_no_document_is_lost_and_none_half_published(data_dir: Path, vault: Vault, store: Store) -> None:
    root_key = vault.hand_over()
    store.close()
    chance = random.Random(2026)
    base = opened(data_dir, vault)
    number = publish_first(base, data_dir)
    base.close()
    base.store.close()
    worker = Worker(data_dir, root_key)
    try:
        for _ in range(KILLS):
            # Numbers rise from life to life, so that a version is never written twice.
            worker.live(number + 1_000, chance.randint(5, 60))
            knowledge = opened(data_dir, vault)
            number = max(
                check(knowledge, worker, data_dir / "audit" / "anchor.log", vault.audit_key()), number
            )
            number += 1_000
            knowledge.close()
            knowledge.store.close()
    finally:
        worker.close()
    assert worker.searches > 2 * KILLS


def publish_first(knowledge: KnowledgeBase, folder: Path) -> int:
    """Version 1, so that from then on every search must find something."""
    knowledge.load()
    document_id = import_document(knowledge, write(folder, 1), actor=HE)
    one_person(knowledge.store)
    publish(knowledge, document_id, by=HE)
    one_person(knowledge.store, enough=False)
    return 1
