"""The vault's files: damaged, missing, another's or half made, each is one sentence; no key stands in them in clear."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.core.kit.errors import ApplianceError
from appliance.core.kit.ids import new_id
from appliance.core.vault import cipher_file, seal
from appliance.core.vault.cipher_file import CannotOpen
from appliance.core.vault.errors import BrokenVault, WrongKey
from appliance.core.vault.vault import Vault

KEY = bytes(range(32))


WRONG = bytes(32)


@pytest.mark.parametrize(
    "damage",
    [
        None,
        "",
        "{",
        "[]",
        "null",
        json.dumps({"version": 3, "method": "keyfile", "params": {}, "vault_id": "x", "wrapped_root": "00"}),
        json.dumps({"version": 1, "method": "tpm", "params": {}, "vault_id": "x", "wrapped_root": "00"}),
        json.dumps({"version": 1, "method": "keyfile", "params": {}, "vault_id": "x", "wrapped_root": "zz"}),
        json.dumps({"version": 1, "method": "keyfile", "params": {}, "vault_id": "x", "wrapped_root": ""}),
        json.dumps({"version": 1, "method": "keyfile", "params": [], "vault_id": "x", "wrapped_root": "00"}),
        json.dumps({"version": 1, "method": "keyfile", "vault_id": "x", "wrapped_root": "00"}),
        json.dumps(
            {"version": 1, "method": "passphrase", "params": {}, "vault_id": "x", "wrapped_root": "00"}
        ),
        json.dumps(
            {
                "version": 1,
                "method": "passphrase",
                "params": {"kdf": "argon2id", "salt": "zz"},
                "vault_id": "x",
                "wrapped_root": "00",
            }
        ),
    ],
)
def test_a_damaged_vault_file_is_one_sentence(data_dir: Path, damage: str | None) -> None:
    vault = Vault(data_dir)
    vault.create("keyfile", KEY)
    file = data_dir / "vault" / "vault.json"
    if damage is None:
        file.unlink()
    else:
        file.write_text(damage)
    with pytest.raises(BrokenVault) as said:
        vault.unseal(KEY)
    assert said.value.zh.endswith("。")
    assert vault.sealed


@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_any_changed_bit_of_the_wrapped_root_is_a_wrong_key(data_dir: Path, at: int, bit: int) -> None:
    folder = data_dir / new_id()
    vault = Vault(folder)
    vault.create("keyfile", KEY)
    file = folder / "vault" / "vault.json"
    content = json.loads(file.read_text())
    blob = bytearray.fromhex(content["wrapped_root"])
    blob[at % len(blob)] ^= 1 << bit
    file.write_text(json.dumps({**content, "wrapped_root": blob.hex()}))
    with pytest.raises(WrongKey):
        vault.unseal(KEY)


def test_a_missing_keyring_is_not_replaced_by_an_empty_one(data_dir: Path) -> None:
    vault = Vault(data_dir)
    vault.create("keyfile", KEY)
    (data_dir / "vault" / "keyring.db").unlink()
    with pytest.raises(CannotOpen):
        vault.unseal(KEY)
    assert vault.sealed


def test_a_keyring_of_another_vault_does_not_open(tmp_path: Path) -> None:
    for name in ("a", "b"):
        Vault(tmp_path / name).create("keyfile", KEY)
    (tmp_path / "a" / "vault" / "keyring.db").replace(tmp_path / "b" / "vault" / "keyring.db")
    with pytest.raises(CannotOpen):
        Vault(tmp_path / "b").unseal(KEY)


@pytest.mark.parametrize("stage", ["before vault.json", "after vault.json"])
def test_a_crash_while_the_vault_is_made_can_be_repeated_or_finished(
    data_dir: Path, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    vault = Vault(data_dir)
    with monkeypatch.context() as patch:
        if stage == "before vault.json":
            patch.setattr("appliance.core.vault.vault_file.write_atomic", crash)
        else:
            patch.setattr(Path, "replace", _replace_but_keyring)
        with pytest.raises(KeyboardInterrupt):
            vault.create("keyfile", KEY)
    if stage == "before vault.json":
        vault.create("keyfile", KEY)
    vault.unseal(KEY)
    assert vault.contact_key("c", create=True)


_real_replace = Path.replace


def _replace_but_keyring(path: Path, target: Path) -> Path:
    if Path(target).name == "keyring.db":
        raise KeyboardInterrupt
    return _real_replace(path, target)


def test_only_the_owner_can_read_anything(vault: Vault, data_dir: Path) -> None:
    seal.make_keyfile(data_dir / "vault" / "unseal.key")
    vault.contact_key("c", create=True)
    with pytest.raises(WrongKey):
        vault.unseal(WRONG)
    for folder, _, files in os.walk(data_dir / "vault"):
        assert stat.S_IMODE(Path(folder).stat().st_mode) == 0o700
        assert {
            name: oct(stat.S_IMODE((Path(folder) / name).stat().st_mode)) for name in files
        } == dict.fromkeys(files, "0o600")
        assert "keyring.db-wal" in files


def test_no_key_stands_in_any_file_in_clear(vault: Vault, data_dir: Path) -> None:
    secrets = [vault.hand_over(), vault.store_key(), vault.audit_key(), vault.contact_key("c", create=True)]
    vault.seal()
    everything = b"".join(path.read_bytes() for path in (data_dir / "vault").iterdir())
    for secret in (*secrets, KEY):
        assert secret not in everything
        assert secret.hex().encode() not in everything


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 2)])
def test_a_library_with_the_wal_fault_is_refused(version: tuple[int, ...]) -> None:
    with pytest.raises(ApplianceError, match=r"3\.51\.3"):
        cipher_file.check_library(version)
    cipher_file.check_library((3, 51, 3))
    cipher_file.check_library()
