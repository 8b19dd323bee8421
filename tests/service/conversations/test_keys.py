from __future__ import annotations

import pytest

from appliance.core.kit.errors import SealedError
from appliance.core.masking.text import MaskedText
from appliance.core.vault.errors import Tampered
from appliance.core.vault.vault import Vault
from appliance.service.conversations import keys


def test_a_wrapped_key_opens_only_for_its_conversation(vault: Vault) -> None:
    contact = vault.new_contact()
    wrapped = keys.make(vault, "c1", contact)
    key = keys.unwrap(vault, "c1", contact, wrapped)
    assert len(key) == 32
    assert key not in wrapped
    with pytest.raises(Tampered):
        keys.unwrap(vault, "c2", contact, wrapped)


def test_a_body_opens_only_in_its_own_row(vault: Vault) -> None:
    contact = vault.new_contact()
    key = keys.unwrap(vault, "c1", contact, keys.make(vault, "c1", contact))
    blob = keys.seal_body(key, "m1", MaskedText.trusted("你好"))
    assert str(keys.open_body(key, "m1", blob)) == "你好"
    with pytest.raises(Tampered):
        keys.open_body(key, "m2", blob)


def test_sealing_empties_the_memory(vault: Vault) -> None:
    contact = vault.new_contact()
    wrapped = keys.make(vault, "c1", contact)
    assert keys.held_count(vault) == 1
    vault.seal()
    assert keys.held_count(vault) == 0
    with pytest.raises(SealedError):
        keys.unwrap(vault, "c1", contact, wrapped)


def test_memory_holds_the_most_recent_only(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "HELD", 3)
    contact = vault.new_contact()
    wrapped = {name: keys.make(vault, name, contact) for name in ("c1", "c2", "c3", "c4")}
    assert keys.held_count(vault) == 3
    assert keys.unwrap(vault, "c1", contact, wrapped["c1"])  # unwrapped again from its row
