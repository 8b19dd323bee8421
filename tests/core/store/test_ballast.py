"""On a full disk the room that was kept goes to what must still be written; then all is as before."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.core.kit.errors import StorageFull
from appliance.core.store import ballast as ballasts
from appliance.core.store.ballast import Ballast
from appliance.core.store.session import Store
from tests.core.store.rows import Note, texts

SIZE = 1 << 20


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Sets how many bytes the disk says are free."""
    free = [1 << 40]
    real = os.statvfs

    def statvfs(path: object) -> object:
        found = list(real(path))  # type: ignore[call-overload]
        found[1], found[4] = 1, free[0]
        return os.statvfs_result(found)

    monkeypatch.setattr(ballasts.os, "statvfs", statvfs)
    return lambda bytes_free: free.__setitem__(0, bytes_free)


@pytest.fixture
def kept(store: Store) -> Ballast:
    store.ballast.size = SIZE
    assert store.ballast.ensure()
    return store.ballast


def full() -> None:
    raise StorageFull


def test_it_takes_the_room_it_says_and_is_the_owners(kept: Ballast) -> None:
    found = kept.path.stat()
    assert (found.st_size, found.st_blocks * 512 >= SIZE, found.st_mode & 0o777) == (SIZE, True, 0o600)


def test_a_full_disk_gives_it_up_for_what_is_essential_and_takes_it_back(
    store: Store, kept: Ballast, disk: Callable[[int], None]
) -> None:
    store.failpoints["commit"] = full
    disk(0)
    with pytest.raises(StorageFull), store.writing() as w:
        w.add(Note(text="a message"))
    assert not kept.path.exists()
    del store.failpoints["commit"]
    disk(SIZE)  # the room given up, and no more
    with pytest.raises(StorageFull), store.writing() as w:
        w.add(Note(text="a message again"))
    with store.writing(essential=True) as w:
        w.add(Note(text="an audit event"))
    disk(1 << 30)
    with store.writing() as w:
        w.add(Note(text="a message at last"))
    assert kept.there
    assert texts(store) == ["an audit event", "a message at last"]


def test_an_essential_act_need_not_fail_first(
    store: Store, kept: Ballast, disk: Callable[[int], None]
) -> None:
    disk(0)
    with store.writing(essential=True) as w:
        w.add(Note(text="the seal"))
    assert not kept.path.exists()
    assert texts(store) == ["the seal"]


def test_where_there_never_was_room_for_it_nothing_is_held_back(
    store: Store, disk: Callable[[int], None]
) -> None:
    disk(SIZE)
    store.ballast.size = SIZE
    assert not store.ballast.ensure()
    store.failpoints["commit"] = full
    with pytest.raises(StorageFull), store.writing() as w:
        w.add(Note(text="x"))
    del store.failpoints["commit"]
    with store.writing() as w:
        w.add(Note(text="y"))
    assert texts(store) == ["y"]


def test_a_file_system_that_cannot_reserve_is_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot(*_: int) -> None:
        raise OSError(95, "not supported")

    monkeypatch.setattr(os, "posix_fallocate", cannot)
    made = Ballast(tmp_path / "ballast", SIZE + 5)
    assert made.ensure()
    assert made.path.stat().st_size == SIZE + 5
    assert len(set(made.path.read_bytes())) > 200


def test_a_smaller_setting_gives_room_back_and_zero_removes_it(tmp_path: Path) -> None:
    Ballast(tmp_path / "ballast", 2 * SIZE).ensure()
    Ballast(tmp_path / "ballast", SIZE).ensure()
    assert (tmp_path / "ballast").stat().st_size == SIZE
    Ballast(tmp_path / "ballast", 0).ensure()
    assert not (tmp_path / "ballast").exists()
