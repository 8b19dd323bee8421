"""A backup is the store of one moment, checked to its last page, readable to nobody else, and whole or not at all."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.core.backups import container, shelf
from appliance.core.backups.container import STORE
from appliance.core.backups.errors import DamagedBackup, NoBackup, OtherVault
from appliance.core.backups.make import Made, make
from appliance.core.backups.verify import unpacked, verify
from appliance.core.kit.actors import SYSTEM
from appliance.core.kit.errors import Conflict
from appliance.core.vault import cipher_file
from appliance.core.vault.vault import Vault
from appliance.wiring import BACKED_UP, Appliance
from tests.core.backups import staged
from tests.fixtures import small


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Appliance]:
    with staged.opened(small.data(tmp_path)) as appliance:
        staged.say(appliance, "mei", "白金卡年费多少", "我的手机 13800138000")
        yield appliance


def backup(house: Appliance, folder: Path, keep: int | None = None) -> Made:
    return make(
        house.store, house.vault, folder, actor=SYSTEM, data_dir=house.data_dir, files=BACKED_UP, keep=keep
    )


def test_it_holds_the_store_of_one_moment_while_writers_go_on(house: Appliance, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            staged.say(house, f"bo{number}", "年费", "再问一句")
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [backup(house, tmp_path / "b") for _ in range(3)]
    finally:
        stop.set()
        writer.join()
    seen = [each.manifest.facts["chain"]["seq"] for each in made]
    assert seen == sorted(set(seen)), "each is of a later moment"
    for each in made:
        assert verify(each.path, house.vault, tmp_path / "scratch") == each.manifest
        counts = each.manifest.facts["counts"]
        assert counts["audit_event"] == each.manifest.facts["chain"]["seq"]
        with unpacked(each.path, each.manifest, tmp_path) as store:
            db = cipher_file.connect(store, house.vault.backup_key())
            received = "SELECT count(*) FROM audit_event WHERE verb = 'message.received'"
            messages = "SELECT count(*) FROM messages WHERE author_kind = 'visitor'"
            assert db.execute(received).fetchone() == db.execute(messages).fetchone(), "no act by half"
            db.close()


def test_what_it_holds_and_what_not(house: Appliance, tmp_path: Path) -> None:
    uploads = house.data_dir / "uploads"
    (uploads / ".half").mkdir(parents=True)
    (uploads / ".half" / "0").write_text("still being received")
    (uploads / "01ABC.md").write_text("# 白金卡")
    (house.data_dir / "models" / "trust").mkdir(parents=True)
    (house.data_dir / "models" / "trust" / "bank.pub").write_text("a key")
    made = backup(house, tmp_path / "b")
    assert {part.name for part in made.manifest.parts} == {STORE, "uploads/01ABC.md", "models/trust/bank.pub"}
    raw = made.path.read_bytes()
    for secret in ("白金卡".encode(), b"SQLite format", b"13800138000", b"a key"):
        assert secret not in raw
    assert made.path.stat().st_mode & 0o777 == 0o600
    with unpacked(made.path, made.manifest, tmp_path) as store:
        for key in (house.vault.store_key(), house.vault.search_key()):
            with pytest.raises(cipher_file.CannotOpen):
                cipher_file.connect(store, key)
        db = cipher_file.connect(store, house.vault.backup_key())
        assert "contact_key" not in {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
        db.close()
    assert staged.head(house) == made.manifest.facts["chain"]["seq"] + 1, "made, and said so in the chain"


def test_any_changed_byte_is_found_and_the_part_named(house: Appliance, tmp_path: Path) -> None:
    (house.data_dir / "uploads").mkdir()
    (house.data_dir / "uploads" / "01ABC.md").write_text("# 白金卡" * 100)
    made = backup(house, tmp_path / "b")
    whole = made.path.read_bytes()
    upload = made.manifest.part("uploads/01ABC.md")
    behind = upload.at + upload.size
    for at, named in (
        (5, STORE),
        (made.manifest.part(STORE).size - 1, STORE),
        (upload.at + 20, upload.name),
        (behind + 30, "manifest"),
        (len(whole) - 20, "manifest"),
    ):
        made.path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(DamagedBackup) as found:
            verify(made.path, house.vault, tmp_path)
        assert found.value.part == named
        assert named in found.value.zh
    for cut in (len(whole) - 1, len(whole) - 100, 4096, 10, 0):
        made.path.write_bytes(whole[:cut])
        with pytest.raises(NoBackup):
            verify(made.path, house.vault, tmp_path)
        assert shelf.listed(made.path.parent)[0].manifest is None
    assert list((tmp_path / "b").iterdir()) == [made.path], "checking leaves nothing behind"


def test_another_vault_cannot_read_it_but_a_copy_elsewhere_can_be_checked(
    house: Appliance, tmp_path: Path
) -> None:
    made = backup(house, tmp_path / "b")
    other = Vault(tmp_path / "other")
    other.create("keyfile", bytes(32))
    other.unseal(bytes(32))
    with pytest.raises(OtherVault):
        verify(made.path, other, tmp_path)
    public = container.public_of(house.vault.backup_key())
    container.check_parts(made.path, container.read(made.path, public))
    with pytest.raises(OtherVault):
        container.read(made.path, container.public_of(other.backup_key()))


def test_old_ones_go_and_only_one_is_made_at_a_time(house: Appliance, tmp_path: Path) -> None:
    folder = tmp_path / "b"
    names = [backup(house, folder, keep=2).path.name for _ in range(3)]
    assert set(shelf.names(folder)) <= set(names)
    assert len(shelf.names(folder)) == 2
    with shelf.taken(folder), pytest.raises(Conflict):
        backup(house, folder)


def test_a_backup_that_fails_leaves_nothing(house: Appliance, tmp_path: Path) -> None:
    folder = tmp_path / "b"

    def stop(step: object) -> None:
        raise OSError(28, "no space left on device")

    with pytest.raises(OSError):
        make(house.store, house.vault, folder, actor=SYSTEM, data_dir=house.data_dir, report=stop)
    assert list(folder.iterdir()) == []
