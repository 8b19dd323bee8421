"""A vault of the first layout, whose keys were derived from its root, opens and is brought up to date unchanged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from appliance.core.vault import cipher_file, envelope, keys
from appliance.core.vault.errors import BrokenVault, KeyForgotten
from appliance.core.vault.vault import Vault

KEY = bytes(range(32))
ROOT = bytes(range(100, 132))
CONTACT = bytes(range(200, 232))


@pytest.fixture
def first(data_dir: Path) -> Path:
    """What the first version wrote: a wrapped root, a keyring with one contact and one erased."""
    folder = data_dir / "vault"
    folder.mkdir(mode=0o700)
    wrapped = envelope.seal(KEY, ROOT, bound_to="vault/root/V")
    content = {
        "version": 1,
        "vault_id": "V",
        "method": "keyfile",
        "params": {},
        "wrapped_root": wrapped.hex(),
    }
    (folder / "vault.json").write_text(json.dumps(content))
    cipher_file.create_file(folder / "keyring.db")
    ring = cipher_file.connect(folder / "keyring.db", keys.derive(ROOT, "keyring-file"), fresh=True)
    ring.execute("CREATE TABLE contact_key (contact_id TEXT PRIMARY KEY, wrapped BLOB) WITHOUT ROWID, STRICT")
    kept = envelope.seal(keys.derive(ROOT, "contact-wrap"), CONTACT, bound_to="contact_key/wrapped/kept")
    ring.execute("INSERT INTO contact_key VALUES ('kept', ?), ('erased', NULL)", (kept,))
    ring.close()
    return data_dir


def check(vault: Vault) -> None:
    assert vault.store_key() == keys.derive(ROOT, "store")
    assert vault.search_key() == keys.derive(ROOT, "search")
    assert vault.audit_key() == keys.derive(ROOT, "audit")
    assert vault.value_hash("MOBILE", "1") == keys.value_hash(keys.derive(ROOT, "value-hash"), "MOBILE", "1")
    assert vault.contact_key("kept") == CONTACT
    with pytest.raises(KeyForgotten):
        vault.contact_key("erased", create=True)


def test_it_opens_with_the_same_keys_and_stays_open_for_good(first: Path) -> None:
    vault = Vault(first)
    vault.unseal(KEY)
    check(vault)
    vault.seal()
    content = json.loads((first / "vault" / "vault.json").read_text())
    assert content["version"] == 2
    assert {use for use, _, _ in content["keys"]} == set(keys.USES)
    again = Vault(first)
    again.unseal(KEY)
    check(again)
    assert again.contact_key("new", create=True)


def test_a_worker_may_be_first(first: Path) -> None:
    vault = Vault(first)
    vault.adopt(ROOT)
    check(vault)


@pytest.mark.parametrize("use", keys.USES)
@pytest.mark.parametrize("damage", ["gone", "bit", "relabelled"])
def test_a_data_key_that_is_gone_or_damaged_is_never_replaced(vault: Vault, use: str, damage: str) -> None:
    vault.seal()
    content = json.loads(vault.path.read_text())
    at = next(number for number, each in enumerate(content["keys"]) if each[0] == use)
    if damage == "gone":
        del content["keys"][at]
    elif damage == "bit":
        content["keys"][at][2] = f"{int(content['keys'][at][2], 16) ^ 1:x}".zfill(len(content["keys"][at][2]))
    else:
        content["keys"][at][1] = 2
    vault.path.write_text(json.dumps(content))
    with pytest.raises(BrokenVault):
        vault.unseal(KEY)
    assert vault.sealed
    assert json.loads(vault.path.read_text()) == content
