"""The disk fills up while a file is imported: the import ends and says so in one line, and the file can be imported again."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from appliance.ai.knowledge import ingest, jobs, queries
from appliance.ai.knowledge.errors import NoRoom
from appliance.ai.knowledge.import_requests import begin_import
from appliance.ai.knowledge.ingest import import_document
from appliance.ai.knowledge.knowledge_base import KnowledgeBase
from appliance.ai.knowledge.tables import Document
from appliance.cli.knowledge import HANDLERS
from appliance.core.jobs.registry import Registry
from appliance.core.jobs.runner import Runner
from appliance.core.kit.actors import SYSTEM
from appliance.core.kit.parts import Parts
from appliance.core.settings import Settings, load
from appliance.core.store import ballast

SAID_ZH = "磁盘空间不足，文件未能导入；请清理磁盘后重新导入。"
SAID_EN = "The disk is full, so this file was not imported; free some space and import it again."
MOST = 2**30  # pages


class Disk:
    """The one that the store lies on. Full, the database file gets no page more, and the system says that nothing is free;
    what the ballast gives up is as much as a page or two."""

    def __init__(self, knowledge: KnowledgeBase, patch: pytest.MonkeyPatch) -> None:
        self.store, self.full, self._real = knowledge.store, False, os.statvfs
        self.store.ballast.size = 1 << 20
        assert self.store.ballast.ensure()
        patch.setattr(ballast.os, "statvfs", self._statvfs)

    def fills_up(self) -> None:
        self.full = True
        self._most_pages(1)  # none more than there are

    def has_room(self) -> None:
        self.full = False
        self._most_pages(MOST)

    def _most_pages(self, pages: int) -> None:
        driver = self.store._writer._connection.connection.driver_connection
        assert driver is not None
        driver.execute(f"PRAGMA max_page_count = {pages}")

    def _statvfs(self, path: str) -> os.statvfs_result:
        found = list(self._real(path))
        return os.statvfs_result([*found[:4], 0, *found[5:]] if self.full else found)


@pytest.fixture
def disk(knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    made = Disk(knowledge, monkeypatch)
    yield made
    made.has_room()


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Too much for the few pages that a database has left."""
    path = tmp_path / "须知.md"
    path.write_text("\n\n".join(f"# 第 {n} 条\n金卡第 {n} 年年费 {n} 元。" for n in range(400)), "utf-8")
    return path


def at_vectors(knowledge: KnowledgeBase, happens: Callable[[], None], patch: pytest.MonkeyPatch) -> None:
    """When its words have been read and laid down and the first vectors are made."""
    embedder, made = knowledge.cache._embedder, knowledge.cache._embedder.passages

    def passages(texts: list[str]) -> object:
        happens()
        return made(texts)

    patch.setattr(embedder, "passages", passages)


def only(knowledge: KnowledgeBase) -> Document:
    with knowledge.store.reading() as s:
        (document,) = queries.documents(s)
        assert document.state != "failed" or queries.passages(s, document.id) == []
    return document


def run_jobs(knowledge: KnowledgeBase) -> None:
    registry = Registry()
    jobs.register(registry, knowledge)
    Runner(knowledge.store, registry, threads=1).run_until_idle()


def test_a_command_says_so_in_its_report_and_the_list_says_it_too(
    knowledge: KnowledgeBase,
    disk: Disk,
    book: Path,
    data_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parts = Parts()
    parts.provide(KnowledgeBase, knowledge)
    parts.provide(Settings, load(data_dir=str(data_dir)))

    def lines() -> list[dict[str, object]]:
        asked = {"paths": [str(book)], "publish": True}
        return HANDLERS["knowledge.import"](parts, asked, lambda step: None)["lines"]  # type: ignore[no-any-return]

    with monkeypatch.context() as patch:
        at_vectors(knowledge, disk.fills_up, patch)
        assert lines() == [{"file": "须知.md", "ok": False, "zh": SAID_ZH, "en": SAID_EN}]
    document = only(knowledge)
    assert (document.state, document.error, document.error_en) == ("failed", SAID_ZH, SAID_EN)
    assert [file for file in knowledge.uploads.rglob("*") if file.is_file()] == []

    disk.has_room()
    assert jobs.resume_imports(knowledge) == 0
    (line,) = lines()
    assert line["ok"], line
    with knowledge.store.reading() as s:
        assert sorted(row.state for row in queries.documents(s)) == ["failed", "published"]


def test_an_upload_ends_too_while_the_disk_is_still_full(
    knowledge: KnowledgeBase, disk: Disk, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document_id, _ = begin_import(knowledge, book, actor=SYSTEM)
    with monkeypatch.context() as patch:
        at_vectors(knowledge, disk.fills_up, patch)
        with pytest.raises(NoRoom):
            ingest.run_import(knowledge, document_id)
    assert disk.full
    assert (only(knowledge).state, only(knowledge).error) == ("failed", SAID_ZH)
    disk.has_room()
    run_jobs(knowledge)
    assert only(knowledge).state == "failed", "its job has nothing more to do"
    again, fresh = begin_import(knowledge, book, actor=SYSTEM)
    assert fresh
    run_jobs(knowledge)
    with knowledge.store.reading() as s:
        assert queries.document(s, again).state == "draft"  # type: ignore[union-attr]


def test_a_reader_that_finds_no_room_for_what_it_unpacks(
    knowledge: KnowledgeBase, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(ingest, "read", read)
    with pytest.raises(NoRoom):
        import_document(knowledge, book, actor=SYSTEM)
    assert (only(knowledge).state, only(knowledge).error_en) == ("failed", SAID_EN)
