"""Readers see one moment, change nothing, and do not crash in numbers."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError, StatementError
from sqlalchemy.pool import QueuePool

from appliance.core.store.engine import POOL_SIZE, create_store, open_store
from appliance.core.store.session import Store
from appliance.core.vault.cipher_file import CannotOpen
from appliance.core.vault.vault import Vault
from tests.core.store.rows import Note


def count(store: Store) -> int:
    with store.reading() as s:
        return s.scalar(select(func.count()).select_from(Note)) or 0


def test_a_reader_can_change_nothing(store: Store) -> None:
    with pytest.raises(OperationalError, match="readonly"), store.reading() as s:  # noqa: PT012
        s.add(Note(text="x"))
        s.flush()
    assert count(store) == 0


def test_a_reader_sees_one_moment_until_it_ends(store: Store) -> None:
    with store.reading() as s:
        assert s.scalar(select(func.count()).select_from(Note)) == 0
        with store.writing() as w:
            w.add(Note(text="meanwhile"))
        assert s.scalar(select(func.count()).select_from(Note)) == 0
    assert count(store) == 1


def test_the_pool_is_a_queue_pool_and_stands_forty_threads(store: Store) -> None:
    assert type(store.readers.pool) is QueuePool
    with store.writing() as w:
        w.add_all(Note(text=str(n)) for n in range(50))
    problems: list[BaseException] = []
    together = threading.Barrier(POOL_SIZE)

    def read() -> None:
        try:
            with store.reading() as s:  # all forty hold a connection at the same time
                together.wait(30)
                assert len(s.scalars(select(Note)).all()) == 50
            for _ in range(25):
                assert count(store) == 50
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=read) for _ in range(POOL_SIZE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


@pytest.mark.parametrize(
    ("pragma", "reader", "writer"),
    [
        ("journal_mode", "wal", "wal"),
        ("synchronous", 2, 2),
        ("secure_delete", 1, 1),
        ("foreign_keys", 1, 1),
        ("query_only", 1, 0),
        ("busy_timeout", 10_000, 10_000),
        ("cipher_memory_security", "0", "0"),
        ("cache_size", -8 * 1024, -64 * 1024),
        ("temp_store", 2, 2),
    ],
)
def test_connections_are_set_as_promised(store: Store, pragma: str, reader: object, writer: object) -> None:
    with store.reading() as s:
        assert s.execute(text(f"PRAGMA {pragma}")).scalar() == reader
    with store.writing() as w:
        assert w.execute(text(f"PRAGMA {pragma}")).scalar() == writer


def test_the_file_shows_nothing_and_is_the_owners(store: Store) -> None:
    with store.writing() as w:
        w.add(Note(text="a very unusual sentence"))
    for file in store.path.parent.iterdir():
        content = file.read_bytes()
        assert b"unusual" not in content
        assert b"SQLite format" not in content
        assert file.stat().st_mode & 0o777 == 0o600


def test_another_key_is_one_sentence_and_changes_nothing(store: Store) -> None:
    with store.writing() as w:
        w.add(Note(text="kept"))
    with pytest.raises(CannotOpen, match="does not fit"):
        open_store(store.path, b"x" * 32)
    assert count(store) == 1


@pytest.mark.parametrize("content", [None, b"", b"not a database at all" * 300])
def test_what_is_no_store_is_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "appliance.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CannotOpen):
        open_store(path, b"x" * 32)
    assert (path.read_bytes() if path.exists() else None) == content


def test_a_store_is_never_made_over_a_file(store: Store, vault: Vault) -> None:
    with pytest.raises(CannotOpen, match="will not be replaced"):
        create_store(store.path, vault.store_key())


def test_rows_may_be_used_after_the_block(store: Store) -> None:
    with store.writing() as w:
        note = Note(text="x", more={"b": 1, "a": [1, 2]})
        w.add(note)
    assert (note.id, note.text) == (1, "x")
    with store.reading() as s:
        found = s.scalars(select(Note)).one()
        assert s.execute(text("SELECT more FROM test_note")).scalar() == '{"a":[1,2],"b":1}'
    assert found.more == {"b": 1, "a": [1, 2]}


@given(at=st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))
def test_times_are_kept_to_the_millisecond(store: Store, at: datetime) -> None:
    with store.writing() as w:
        note = Note(text=str(at.timestamp()), at=at.astimezone(timezone(timedelta(hours=8))))
        w.merge(Note(id=1, text="one", at=note.at))
    with store.reading() as s:
        kept = s.scalars(select(Note)).one().at
    assert kept == at.replace(microsecond=at.microsecond // 1000 * 1000)


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(StatementError, match="zone"), store.writing() as w:
        w.add(Note(text="x", at=datetime(2026, 1, 1)))
