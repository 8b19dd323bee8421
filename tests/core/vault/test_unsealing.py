"""Sealed, the vault gives nothing; unsealed, each use has its own key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.core.kit.errors import BadInput, Conflict, SealedError
from appliance.core.vault.errors import BrokenVault
from appliance.core.vault.vault import Vault

KEY = bytes(range(32))


WRONG = bytes(32)


def keys_of(vault: Vault) -> list[object]:
    return [
        vault.store_key(),
        vault.search_key(),
        vault.audit_key(),
        vault.export_key(),
        vault.backup_key(),
        vault.anchor_key(),
        vault.value_hash("MOBILE", "13800000000"),
    ]


@pytest.mark.parametrize(
    "ask",
    [
        lambda v: v.store_key(),
        lambda v: v.search_key(),
        lambda v: v.audit_key(),
        lambda v: v.export_key(),
        lambda v: v.backup_key(),
        lambda v: v.anchor_key(),
        lambda v: v.contact_keys("c"),
        lambda v: v.contact_key("c"),
        lambda v: v.contact_key("c", create=True),
        lambda v: v.new_contact(),
        lambda v: v.forget_contact("c"),
        lambda v: v.value_hash("MOBILE", "1"),
        lambda v: v.hand_over(),
    ],
)
def test_while_sealed_nothing_returns_a_key(vault: Vault, ask: Callable[[Vault], object]) -> None:
    vault.seal()
    assert vault.sealed
    with pytest.raises(SealedError):
        ask(vault)


@pytest.mark.parametrize(
    ("method", "secret"), [("keyfile", KEY), ("passphrase", "一个足够长的解封口令2026".encode())]
)
def test_keys_are_the_same_after_a_restart_and_all_different(
    data_dir: Path, method: str, secret: bytes
) -> None:
    first = Vault(data_dir)
    assert not first.exists()
    first.create(method, secret)  # type: ignore[arg-type]
    assert first.sealed
    first.unseal(secret)
    contact = first.contact_key("c", create=True)
    before = keys_of(first)
    first.seal()
    second = Vault(data_dir)
    second.unseal(secret)
    assert second.method == method
    assert keys_of(second) == before
    assert second.contact_key("c") == contact
    assert len({*before, contact, second.hand_over()}) == len(before) + 2


def test_two_vaults_share_no_key(tmp_path: Path) -> None:
    made = []
    for name in ("a", "b"):
        vault = Vault(tmp_path / name)
        vault.create("keyfile", KEY)
        vault.unseal(KEY)
        made.append(keys_of(vault))
    assert not set(made[0]) & set(made[1])


@pytest.mark.parametrize(
    ("method", "secret"),
    [
        ("passphrase", b"short"),
        ("passphrase", b""),
        ("keyfile", b""),
        ("keyfile", b"x" * 31),
        ("keyfile", b"x" * 33),
    ],
)
def test_a_weak_secret_is_refused_and_nothing_is_made(data_dir: Path, method: str, secret: bytes) -> None:
    with pytest.raises(BadInput):
        Vault(data_dir).create(method, secret)  # type: ignore[arg-type]
    assert not Vault(data_dir).exists()


def test_a_vault_is_never_made_over_another(vault: Vault, data_dir: Path) -> None:
    with pytest.raises(Conflict):
        Vault(data_dir).create("keyfile", WRONG)
    (data_dir / "vault" / "vault.json").unlink()
    with pytest.raises(Conflict):
        Vault(data_dir).create("keyfile", WRONG)


def test_a_worker_process_may_be_handed_the_root_key(vault: Vault, data_dir: Path) -> None:
    contact = vault.contact_key("c", create=True)
    worker = Vault(data_dir)
    worker.adopt(vault.hand_over())
    assert keys_of(worker) == keys_of(vault)
    assert worker.contact_key("c") == contact
    with pytest.raises(BrokenVault):
        Vault(data_dir).adopt(WRONG)


def test_sealing_drops_what_others_unwrapped_with_our_keys(vault: Vault) -> None:
    dropped: list[int] = []
    vault.on_seal(lambda: dropped.append(1))
    vault.seal()
    vault.seal()
    assert dropped == [1]


def test_value_hashes_are_equal_for_equal_values_of_one_kind(vault: Vault) -> None:
    one = vault.value_hash("MOBILE", "13800000000")
    assert one == vault.value_hash("MOBILE", "13800000000")
    assert one != vault.value_hash("BANK_CARD", "13800000000")
    assert vault.value_hash("AB", "C") != vault.value_hash("A", "BC")
    assert vault.value_hash("A", "1:B:C") != vault.value_hash("A:1", "B:C")
    assert len(one) == 26
    assert set(one) <= set("0123456789abcdefghjkmnpqrstvwxyz")
