"""Copies of the keyring: written apart, known by name, and written anew when somebody is erased."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from appliance.core.kit import clock as kit_clock
from appliance.core.kit.errors import BadInput, Conflict, NotFound
from appliance.core.vault import copies, copy_file, ledger
from appliance.core.vault.copies import BadRegister
from appliance.core.vault.copy_file import BadCopy, NoCopy
from appliance.core.vault.errors import KeyForgotten
from appliance.core.vault.vault import Vault
from tests.conftest import UNSEAL_KEY


@pytest.fixture
def safe(tmp_path: Path) -> Path:
    """A disk of its own."""
    folder = tmp_path / "safe"
    folder.mkdir(mode=0o755)
    return folder


def erase(vault: Vault, contact_id: str) -> None:
    ledger.of(vault).append([contact_id])
    vault.forget_contact(contact_id)


def keys_in(vault: Vault, path: Path) -> set[str]:
    return set(copy_file.read(path, vault.backup_key()).keys)


def test_a_copy_holds_every_key_sealed_and_is_registered(vault: Vault, safe: Path) -> None:
    mei, li = vault.new_contact(), vault.new_contact()
    made = copies.save_copy(vault, safe / "keys.copy")
    assert copies.registered(vault) == [made]
    assert {mei, li} <= keys_in(vault, safe / "keys.copy")
    raw = (safe / "keys.copy").read_bytes()
    assert vault.contact_key(mei) not in raw
    assert mei.encode() not in raw
    assert (safe / "keys.copy").stat().st_mode & 0o077 == 0
    assert safe.stat().st_mode & 0o777 == 0o755, "the folder is somebody else's"


def test_a_folder_gets_a_name_of_ours_and_each_copy_its_own(vault: Vault, safe: Path) -> None:
    first, second = copies.save_copy(vault, safe), copies.save_copy(vault, safe)
    assert {Path(first.path), Path(second.path)} == set(safe.iterdir())


def test_the_same_path_again_is_the_newer_copy_only(vault: Vault, safe: Path) -> None:
    copies.save_copy(vault, safe / "keys.copy")
    again = copies.save_copy(vault, safe / "keys.copy")
    assert copies.registered(vault) == [again]


def test_erasing_writes_every_copy_within_reach_anew_and_names_the_others(vault: Vault, safe: Path) -> None:
    mei, li = vault.new_contact(), vault.new_contact()
    copies.save_copy(vault, safe / "here.copy")
    away = copies.save_copy(vault, safe / "away.copy")
    (safe / "away.copy").rename(safe / "in-the-vault-room")
    erase(vault, mei)
    seen = copies.refresh(vault)
    assert [each.standing for each in seen] == ["current", "missing"]
    assert seen[1].copy == away
    assert mei not in keys_in(vault, safe / "here.copy")
    assert li in keys_in(vault, safe / "here.copy")
    # Seen again, it is written anew as well.
    (safe / "in-the-vault-room").rename(safe / "away.copy")
    assert [each.standing for each in copies.look(vault)] == ["current", "behind"]
    assert [each.standing for each in copies.refresh(vault)] == ["current", "current"]
    assert mei not in keys_in(vault, safe / "away.copy")
    assert [each.standing for each in copies.look(vault)] == ["current", "current"]


def test_two_disks_at_one_place_are_two_copies(vault: Vault, safe: Path) -> None:
    mei = vault.new_contact()
    copies.save_copy(vault, safe / "keys.copy")
    (safe / "keys.copy").rename(safe / "first-disk")
    copies.save_copy(vault, safe / "keys.copy")
    erase(vault, mei)
    assert [each.standing for each in copies.refresh(vault)] == ["another", "current"]
    assert len(copies.registered(vault)) == 2


def test_a_copy_keeps_what_the_keyring_has_lost(vault: Vault, safe: Path, tmp_path: Path) -> None:
    vault.seal()
    shutil.copy(vault.folder / "keyring.db", tmp_path / "early.db")
    vault.unseal(UNSEAL_KEY)
    mei = vault.new_contact()
    copies.save_copy(vault, safe / "keys.copy")
    key = vault.contact_key(mei)
    vault.seal()
    for leftover in vault.folder.glob("keyring.db*"):
        leftover.unlink()
    shutil.copy(tmp_path / "early.db", vault.folder / "keyring.db")
    vault.unseal(UNSEAL_KEY)
    with pytest.raises(KeyForgotten):
        vault.contact_key(mei)
    copies.refresh(vault)
    assert mei in keys_in(vault, safe / "keys.copy")
    assert copies.take_back(vault, safe / "keys.copy", days=30) >= 1
    assert vault.contact_key(mei) == key
    assert copies.take_back(vault, safe / "keys.copy", days=30) == 0


def test_what_was_erased_does_not_come_back_from_an_old_copy(vault: Vault, safe: Path) -> None:
    mei = vault.new_contact()
    copies.save_copy(vault, safe / "keys.copy")
    shutil.copy(safe / "keys.copy", safe / "nobody-knows")
    erase(vault, mei)
    assert mei in keys_in(vault, safe / "nobody-knows")
    copies.take_back(vault, safe / "nobody-knows", days=30)
    with pytest.raises(KeyForgotten):
        vault.contact_key(mei)


def test_a_copy_brings_the_ledger_along(vault: Vault, safe: Path) -> None:
    mei = vault.new_contact()
    erase(vault, mei)
    copies.save_copy(vault, safe / "keys.copy")
    ledger.of(vault).path.unlink()
    copies.take_back(vault, safe / "keys.copy", days=30)
    assert ledger.of(vault).ids() == [mei]


def test_an_old_copy_has_aged_out(vault: Vault, safe: Path, clock: kit_clock.Frozen) -> None:
    made = copies.save_copy(vault, safe / "keys.copy")
    assert made.ages_out(30) == clock.at.replace(month=4, day=2)
    clock.advance(days=30)
    copies.take_back(vault, safe / "keys.copy", days=30)
    clock.advance(seconds=1)
    with pytest.raises(BadInput, match="aged out"):
        copies.take_back(vault, safe / "keys.copy", days=30)


def test_a_changed_copy_is_refused_and_left_as_it_is(vault: Vault, safe: Path) -> None:
    copies.save_copy(vault, safe / "keys.copy")
    whole = (safe / "keys.copy").read_bytes()
    for place in (20, 40, len(whole) - 1, len(whole) // 2):
        harmed = bytearray(whole)
        harmed[place] ^= 1
        (safe / "keys.copy").write_bytes(bytes(harmed))
        with pytest.raises((BadCopy, NoCopy)):
            copies.take_back(vault, safe / "keys.copy", days=30)
        assert copies.refresh(vault)[0].standing in ("damaged", "missing", "another")
        assert (safe / "keys.copy").read_bytes() == bytes(harmed)


def test_a_touched_register_is_refused(vault: Vault, safe: Path) -> None:
    copies.save_copy(vault, safe / "keys.copy")
    register = vault.folder / copies.FILE
    register.write_text(register.read_text().replace("keys.copy", "other.copy"))
    with pytest.raises(BadRegister):
        copies.registered(vault)
    with pytest.raises(BadRegister):
        copies.save_copy(vault, safe / "more.copy")
    assert not (safe / "more.copy").exists()


def test_places_that_will_not_do(vault: Vault, safe: Path) -> None:
    with pytest.raises(BadInput, match="outside the data folder"):
        copies.save_copy(vault, vault.folder / "keys.copy")
    with pytest.raises(BadInput, match="cannot be written"):
        copies.save_copy(vault, safe / "no" / "such" / "folder.copy")
    (safe / "thesis.doc").write_text("precious")
    with pytest.raises(Conflict):
        copies.save_copy(vault, safe / "thesis.doc")
    assert (safe / "thesis.doc").read_text() == "precious"
    assert copies.registered(vault) == []


def test_a_destroyed_copy_leaves_the_register(vault: Vault, safe: Path) -> None:
    made = copies.save_copy(vault, safe / "keys.copy")
    copies.strike(vault, made.id)
    assert copies.registered(vault) == []
    with pytest.raises(NotFound):
        copies.strike(vault, made.id)
