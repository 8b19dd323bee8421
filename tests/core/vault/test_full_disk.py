"""A full disk: one sentence, nothing half written, and all is well again once there is room."""

from __future__ import annotations

import json
import resource
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from appliance.core.kit.clock import Frozen
from appliance.core.kit.errors import SealedError, StorageFull, Unavailable
from appliance.core.vault import seal
from appliance.core.vault.delay import Attempts
from appliance.core.vault.errors import TooSoon, WrongKey
from appliance.core.vault.files import append_line, write_atomic
from appliance.core.vault.journal import journal
from appliance.core.vault.vault import Vault

KEY = bytes(range(32))
WRONG = bytes(32)


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """The system refuses every write past `size` bytes, as it does on a full disk: also in the middle of one."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def no_page_more(vault: Vault) -> Iterator[None]:
    """The keyring's file may not grow: SQLite then says what it says on a full disk."""
    database = vault._state.keyring._db  # type: ignore[union-attr]
    pages = database.execute("PRAGMA page_count").fetchone()[0]
    database.execute(f"PRAGMA max_page_count = {pages}").fetchall()
    try:
        yield
    finally:
        database.execute("PRAGMA max_page_count = 1000000").fetchall()


@pytest.mark.parametrize(
    ("write", "file"),
    [
        (lambda folder: write_atomic(folder / "file", b"0123456789"), "file"),
        (lambda folder: append_line(folder / "file", "0123456789"), "file"),
        (lambda folder: journal(folder, "sealed"), "journal.log"),
        (lambda folder: Attempts(folder).failed(), "attempts.json"),
        (lambda folder: seal.make_keyfile(folder / "unseal.key"), "unseal.key"),
    ],
)
@pytest.mark.parametrize("size", [0, 4])
def test_a_file_without_room_is_one_sentence_and_stays_as_it_was(
    tmp_path: Path, write: Callable[[Path], object], file: str, size: int
) -> None:
    with no_file_longer_than(size), pytest.raises(StorageFull) as said:
        write(tmp_path)
    assert said.value.zh.count("。") == 1
    assert not [path for path in tmp_path.iterdir() if path.read_bytes()], "no part of it is left"
    write(tmp_path)
    before = (tmp_path / file).read_bytes()
    assert before
    if file in {"journal.log", "attempts.json"}:
        with (
            no_file_longer_than(len(before) + size if file == "journal.log" else size),
            pytest.raises(StorageFull),
        ):
            write(tmp_path)
        assert (tmp_path / file).read_bytes() == before


def fill(vault: Vault, ask: Callable[[Vault, str], object]) -> None:
    """Ask until the pages there are hold no more."""
    for number in range(2000):
        ask(vault, f"contact-{number}")


@pytest.mark.parametrize(
    "ask",
    [
        lambda vault, contact: vault.contact_key(contact, create=True),
        lambda vault, _: vault.new_contact(),
        lambda vault, contact: vault.forget_contact(contact),
    ],
    ids=["contact_key", "new_contact", "forget_contact"],
)
def test_a_keyring_without_room_is_one_sentence_and_recovers(
    vault: Vault, ask: Callable[[Vault, str], object]
) -> None:
    kept = vault.contact_key("kept", create=True)
    with no_page_more(vault):
        with pytest.raises(StorageFull) as said:
            fill(vault, ask)
        assert said.value.zh.count("。") == 1
        assert vault.contact_key("kept") == kept, "reading goes on"
    ask(vault, "room again")


def test_nobody_who_waited_is_told_the_key_was_forgotten(vault: Vault) -> None:
    """Threads whose contacts went into another one's failed write hear of the disk, each of them."""
    with no_page_more(vault):
        with pytest.raises(StorageFull):
            fill(vault, lambda v, contact: v.contact_key(contact, create=True))
        heard: list[type[BaseException]] = []

        def ask(number: int) -> None:
            try:
                vault.contact_key(f"late-{number}", create=True)
            except Exception as problem:
                heard.append(type(problem))

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(60)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert heard
    assert set(heard) == {StorageFull}


def test_a_vault_is_made_whole_or_not_at_all(data_dir: Path) -> None:
    vault = Vault(data_dir)
    with no_file_longer_than(0), pytest.raises((StorageFull, Unavailable)):
        vault.create("keyfile", KEY)
    assert not vault.exists()
    vault.create("keyfile", KEY)
    vault.unseal(KEY)
    assert not vault.sealed


@pytest.mark.parametrize("secret", [KEY, WRONG], ids=["right", "wrong"])
def test_what_cannot_be_recorded_does_not_open(data_dir: Path, secret: bytes, clock: Frozen) -> None:
    vault = Vault(data_dir)
    vault.create("keyfile", KEY)
    with no_file_longer_than(0), pytest.raises((StorageFull, Unavailable)):
        vault.unseal(secret)
    assert vault.sealed
    with pytest.raises(SealedError):
        vault.store_key()
    vault.unseal(KEY)
    assert not vault.sealed
    vault.seal()


def test_a_wrong_key_that_could_not_be_journalled_is_still_counted(
    data_dir: Path, clock: Frozen, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = Vault(data_dir)
    vault.create("keyfile", KEY)

    def full(*_: object, **__: object) -> None:
        raise StorageFull

    with monkeypatch.context() as patch:
        patch.setattr("appliance.core.vault.vault.journal", full)
        with pytest.raises(StorageFull):
            vault.unseal(WRONG)
        clock.advance(seconds=1)
        with pytest.raises(StorageFull):
            vault.unseal(KEY)
        assert vault.sealed
    with pytest.raises(WrongKey):
        vault.unseal(WRONG)
    with pytest.raises(TooSoon):
        vault.unseal(KEY)


def test_sealing_needs_no_room(vault: Vault, data_dir: Path) -> None:
    dropped: list[int] = []
    vault.on_seal(lambda: dropped.append(1))
    with no_file_longer_than(0):
        vault.seal()
    assert vault.sealed
    assert dropped == [1]
    lines = (data_dir / "vault" / "journal.log").read_text().splitlines()
    assert [json.loads(line)["event"] for line in lines] == ["created", "unsealed"]
