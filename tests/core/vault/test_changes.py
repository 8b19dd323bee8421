"""Another secret, other keys: what was sealed opens as before, and the old way in is closed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from appliance.core.kit.clock import Frozen
from appliance.core.kit.errors import BadInput, SealedError, StorageFull
from appliance.core.vault import changes, envelope, keyring_rotation, keys, shares
from appliance.core.vault.errors import StaleKeys, TooSoon, WrongKey
from appliance.core.vault.vault import Vault

KEY = bytes(range(32))
OTHER = bytes(range(32, 64))
PASSPHRASE = "海岳 correct horse 7788".encode()


def held(vault: Vault, *contacts: str) -> list[object]:
    """Everything that must survive a change of locks."""
    return [
        vault.store_key(),
        vault.search_key(),
        vault.audit_key(),
        vault.export_key(),
        vault.backup_key(),
        vault.anchor_key(),
        vault.value_hash("MOBILE", "13800138000"),
        *(vault.contact_key(each) for each in contacts),
    ]


def events(vault: Vault) -> list[str]:
    return [json.loads(line)["event"] for line in (vault.folder / "journal.log").read_text().splitlines()]


def opened(data_dir: Path, secret: bytes) -> Vault:
    vault = Vault(data_dir)
    vault.unseal(secret)
    return vault


def test_from_key_file_to_passphrase_to_shares_to_other_custodians(
    vault: Vault, data_dir: Path, clock: Frozen
) -> None:
    vault.contact_key("c", create=True)
    before, root = held(vault, "c"), vault.hand_over()
    first, second = shares.make(3, 5), shares.make(2, 3)
    at, method = KEY, "keyfile"
    for following, secret, params in (
        ("passphrase", PASSPHRASE, None),
        ("shares", first.secret, first.params),
        ("shares", second.secret, second.params),
        ("keyfile", OTHER, None),
    ):
        changes.rewrap(vault, at, following, secret, params)  # type: ignore[arg-type]
        assert Vault(data_dir).method == following
        assert not vault.sealed, "service goes on"
        again = opened(data_dir, secret)
        assert held(again, "c") == before
        assert again.hand_over() == root
        again.seal()
        with pytest.raises(WrongKey):
            opened(data_dir, at)
        clock.advance(hours=1)
        at, method = secret, following
    assert method == "keyfile"
    assert [event for event in events(vault) if "rewrap" in event] == ["rewrap begun", "rewrapped"] * 4


def test_a_sealed_vault_can_be_rewrapped_and_stays_sealed(vault: Vault, data_dir: Path) -> None:
    vault.seal()
    changes.rewrap(vault, KEY, "keyfile", OTHER)
    assert vault.sealed
    opened(data_dir, OTHER).seal()


def test_a_wrong_secret_or_a_weak_new_one_changes_nothing(vault: Vault, clock: Frozen) -> None:
    before = vault.path.read_bytes()
    with pytest.raises(WrongKey):
        changes.rewrap(vault, OTHER, "keyfile", OTHER)
    with pytest.raises(TooSoon):
        changes.rotate(vault, KEY)
    clock.advance(seconds=1)
    with pytest.raises(BadInput):
        changes.rewrap(vault, KEY, "passphrase", b"short")
    with pytest.raises(BadInput):
        changes.rewrap(vault, KEY, "shares", OTHER)
    assert vault.path.read_bytes() == before
    assert "rewrap begun" not in events(vault)


def test_rotation_changes_root_and_wrapping_key_and_nothing_else(
    vault: Vault, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring_rotation, "BATCH", 3)
    contacts = [f"c{n}" for n in range(10)]
    for each in contacts:
        vault.contact_key(each, create=True)
    vault.forget_contact("gone")
    before, root = held(vault, *contacts), vault.hand_over()
    wrapping = vault.keyset().newest(keys.CONTACT_WRAP)
    for generation in (2, 3):
        assert changes.rotate(vault, KEY) >= 10
        assert vault.file().generation == generation
        assert held(vault, *contacts) == before
        assert not changes.unfinished(vault)
    assert vault.hand_over() != root
    assert vault.keyset().newest(keys.CONTACT_WRAP) != wrapping
    assert len(vault.keyset().versions(keys.CONTACT_WRAP)) == 1, "the old wrapping key is gone"
    assert held(opened(data_dir, KEY), *contacts) == before
    assert events(vault)[-2:] == ["rotated", "unsealed"]


def test_an_interrupted_rotation_goes_on_at_the_next_unseal(
    vault: Vault, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring_rotation, "BATCH", 3)
    contacts = [f"c{n}" for n in range(10)]
    for each in contacts:
        vault.contact_key(each, create=True)
    before = held(vault, *contacts)

    def full(done: int) -> None:
        if done > 3:
            raise StorageFull

    with pytest.raises(StorageFull):
        changes.rotate(vault, KEY, full)
    assert changes.unfinished(vault)
    assert held(vault, *contacts) == before, "both wrapping keys open"
    vault.contact_key("late", create=True)
    again = opened(data_dir, KEY)
    assert held(again, *contacts) == before
    assert changes.finish(again) == 4
    assert changes.finish(again) == 0
    assert not changes.unfinished(again)
    assert held(opened(data_dir, KEY), *contacts, "late")[:-1] == before


def test_a_sealed_vault_is_not_rotated(vault: Vault) -> None:
    vault.seal()
    with pytest.raises(SealedError):
        changes.rotate(vault, KEY)


def test_a_process_beside_it_fetches_the_new_keys_when_it_meets_them(vault: Vault, data_dir: Path) -> None:
    key = vault.contact_key("c", create=True)
    asked: list[int] = []

    def again() -> bytes:
        asked.append(1)
        return vault.hand_over()

    worker, cut_off = Vault(data_dir), Vault(data_dir)
    worker.adopt(again(), again)
    cut_off.adopt(vault.hand_over())
    changes.rotate(vault, KEY)
    assert worker.contact_key("c") == key
    fresh = worker.new_contact()
    assert vault.contact_key(fresh) == worker.contact_key(fresh)
    assert asked == [1, 1], "once at the start, once after the rotation"
    with pytest.raises(StaleKeys):
        cut_off.contact_key("c")


def test_a_change_of_algorithm_comes_with_the_next_rotation(vault: Vault, data_dir: Path) -> None:
    contact = vault.contact_key("c", create=True)
    try:
        envelope.choose("sm4-gcm")
        changes.rotate(vault, KEY)
        assert envelope.algorithm_of(vault.file().wrapped_root) == "sm4-gcm"
    finally:
        envelope.choose("aes-256-gcm")
    assert opened(data_dir, KEY).contact_key("c") == contact
