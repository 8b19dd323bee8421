"""A page that is not as it was written is never skipped: whoever needs it is told, and nothing more is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from appliance.core.kit.errors import Unavailable
from appliance.core.store.engine import create_store, open_store
from appliance.core.store.errors import Damaged
from appliance.core.store.inspection import inspect
from appliance.core.store.pages import SIZE
from appliance.core.store.session import Store
from tests.core.store.rows import Note, Scratch

KEY = bytes(range(32))


def filled(path: Path) -> Store:
    store = create_store(path, KEY)
    with store.connection() as connection:
        Scratch.metadata.create_all(connection)
    with store.writing() as w:
        w.add_all(Note(text=f"{n} " + "长" * 400) for n in range(300))
    return store


def flip(path: Path, page: int, byte: int = 200) -> None:
    with path.open("r+b") as file:
        file.seek((page - 1) * SIZE + byte)
        old = file.read(1)
        file.seek(-1, 1)
        file.write(bytes([old[0] ^ 1]))


def test_at_run_time_reading_tells_and_writing_stops(tmp_path: Path) -> None:
    path = tmp_path / "appliance.db"
    filled(path).close()
    for page in range(60, 70):  # of the table or of its index, in turn
        flip(path, page)
    with open_store(path, KEY) as store:
        with store.reading() as s:
            assert s.get(Note, 1) is not None
        with pytest.raises(Damaged, match="appliance doctor"), store.reading() as s:
            s.scalars(select(Note)).all()
        assert store.damage is not None
        with store.reading() as s:  # what is whole can still be read
            assert s.get(Note, 1) is not None
        for _ in range(2):
            with pytest.raises(Damaged), store.writing() as w:
                w.add(Note(text="more"))


def test_a_writer_that_meets_it_first_stops_too(tmp_path: Path) -> None:
    path = tmp_path / "appliance.db"
    filled(path).close()
    for page in range(40, 80):
        flip(path, page)
    with open_store(path, KEY) as store:
        with pytest.raises(Damaged), store.writing() as w:  # noqa: PT012
            for note in w.scalars(select(Note)):
                note.text += "!"
        assert store.damage is not None
        with pytest.raises(Unavailable), store.writing() as w:
            w.add(Note(text="more"))


def test_a_damaged_page_is_named(tmp_path: Path) -> None:
    path = tmp_path / "appliance.db"
    filled(path).close()
    assert inspect(path, KEY) == []
    flip(path, 60)
    found = inspect(path, KEY)
    assert "第 60 页校验失败" in found[0].zh
    assert "page 60" in found[0].en


def test_a_key_that_is_another_one_is_no_list_of_every_page(tmp_path: Path) -> None:
    path = tmp_path / "appliance.db"
    filled(path).close()
    found = inspect(path, bytes(32))
    assert len(found) == 2
    assert "does not fit" in found[1].en


@pytest.mark.parametrize("content", [None, b""])
def test_a_missing_file_is_a_finding(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "appliance.db"
    if content is not None:
        path.write_bytes(content)
    assert "missing or empty" in inspect(path, KEY)[0].en
