"""The store's file under another key: everything is in it, the old key does not open it, and what fails changes nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from appliance.core.kit.errors import ApplianceError, StorageFull
from appliance.core.vault import cipher_file, keys, rekey
from appliance.core.vault.cipher_file import CannotOpen
from appliance.core.vault.vault import Vault

KEY = bytes(range(32))


@pytest.fixture
def store(vault: Vault, data_dir: Path) -> Path:
    """A closed file of some pages with a trigger and gaps in its row ids, and a search file beside it."""
    path = data_dir / "store" / "appliance.db"
    for file, key in ((path, vault.store_key()), (path.with_name("search.db"), vault.search_key())):
        cipher_file.create_file(file)
        db = cipher_file.connect(file, key, fresh=True)
        db.execute("CREATE TABLE said (id INTEGER PRIMARY KEY AUTOINCREMENT, words TEXT)")
        db.execute("CREATE TRIGGER kept BEFORE DELETE ON said BEGIN SELECT RAISE(ABORT, 'never'); END")
        db.executemany("INSERT INTO said VALUES (?, ?)", [(n * 7, f"年费 {n} " * 30) for n in range(1, 400)])
        db.close()
    return path


def content(path: Path, key: bytes) -> list[tuple[object, ...]]:
    db = cipher_file.connect(path, key)
    try:
        schema = db.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        sequence = db.execute("SELECT * FROM sqlite_sequence").fetchall()
        return [*schema, *sequence, *db.execute("SELECT * FROM said ORDER BY id").fetchall()]
    finally:
        db.close()


def search(store: Path) -> Path:
    return store.with_name("search.db")


def test_all_of_it_is_under_the_new_key_and_the_search_file_is_left_to_be_filled_anew(
    vault: Vault, store: Path, data_dir: Path
) -> None:
    old, before = vault.store_key(), content(store, vault.store_key())
    heard: list[str] = []
    rekey.rekey_store(vault, store, [search(store)], lambda zh, en: heard.append(en))
    assert len(heard) == 3
    assert vault.store_key() != old
    assert content(store, vault.store_key()) == before
    with pytest.raises(CannotOpen):
        cipher_file.connect(store, old)
    assert {path.name for path in store.parent.iterdir()} == {"appliance.db"}
    again = Vault(data_dir)
    again.unseal(KEY)
    assert content(store, again.store_key()) == before
    assert again.search_key() == vault.search_key()
    assert len(again.keyset().versions(keys.STORE)) == 1


@pytest.mark.parametrize("stage", ["_copy", "_encrypt", "_check"])
def test_a_failure_on_the_way_leaves_the_store_and_its_key(
    vault: Vault, store: Path, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, before = vault.store_key(), content(store, vault.store_key())

    def fails(*_: object) -> None:
        raise StorageFull

    with monkeypatch.context() as patch:
        patch.setattr(rekey, stage, fails)
        with pytest.raises(StorageFull):
            rekey.rekey_store(vault, store, [search(store)])
    assert vault.store_key() == old
    assert content(store, old) == before
    assert {path.name for path in store.parent.iterdir()} == {"appliance.db", "search.db"}
    assert len(vault.keyset().versions(keys.STORE)) == 1


def test_a_damaged_page_is_found_before_the_copy_takes_the_stores_place(
    vault: Vault, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(store, vault.store_key())
    encrypt = rekey._encrypt

    def spoil(copy: Path, present: bytes, following: bytes) -> None:
        encrypt(copy, present, following)
        raw = bytearray(copy.read_bytes())
        raw[len(raw) // 2] ^= 1
        copy.write_bytes(raw)

    monkeypatch.setattr(rekey, "_encrypt", spoil)
    with pytest.raises(ApplianceError):
        rekey.rekey_store(vault, store, [search(store)])
    assert content(store, vault.store_key()) == before


def test_without_room_nothing_is_begun(vault: Vault, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(store)
    monkeypatch.setattr(rekey.shutil, "disk_usage", lambda path: usage._replace(free=1000))
    before = vault.path.read_bytes()
    with pytest.raises(StorageFull, match="MB"):
        rekey.rekey_store(vault, store, [search(store)])
    assert vault.path.read_bytes() == before


def test_a_store_somebody_has_open_is_left_alone(vault: Vault, store: Path) -> None:
    reader = cipher_file.connect(store, vault.store_key())
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM said").fetchone()
    writer = cipher_file.connect(store, vault.store_key())
    writer.execute("INSERT INTO said (words) VALUES ('x')")
    with pytest.raises(ApplianceError, match="in use"):
        rekey.rekey_store(vault, store, [search(store)])
    for db in (reader, writer):
        db.close()
    assert len(content(store, vault.store_key())) == 404


def test_two_keys_and_neither_opens(vault: Vault, store: Path) -> None:
    rekey._keep(vault, vault.keyset().with_next(keys.STORE, keys.SEARCH))
    good = store.read_bytes()
    store.write_bytes(bytes(len(good)))
    with pytest.raises(CannotOpen):
        rekey.settle(vault, store, [])
    assert len(vault.keyset().versions(keys.STORE)) == 2, "no key is thrown away while none is proved"
    store.write_bytes(good)
    rekey.settle(vault, store, [])
    assert len(vault.keyset().versions(keys.STORE)) == 1
