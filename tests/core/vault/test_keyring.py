"""One key per contact: made once, durable before anybody has it, never again after erasure."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from appliance.core.kit.errors import SealedError
from appliance.core.vault.errors import KeyForgotten
from appliance.core.vault.vault import Vault

KEY = bytes(range(32))


def test_a_contact_key_is_made_once_and_only_when_asked(vault: Vault) -> None:
    with pytest.raises(KeyForgotten):
        vault.contact_key("c")
    key = vault.contact_key("c", create=True)
    assert len(key) == 32
    assert vault.contact_key("c") == vault.contact_key("c", create=True) == key
    assert vault.contact_key("d", create=True) != key


def test_an_erased_contact_never_gets_a_key_again(vault: Vault, data_dir: Path) -> None:
    other = Vault(data_dir)
    other.adopt(vault.hand_over())
    for contact in ("c", "never seen"):
        vault.contact_key("c", create=contact == "c") if contact == "c" else None
        if contact == "c":
            other.contact_key("c")
        vault.forget_contact(contact)
        for each in (vault, other):
            for create in (False, True):
                with pytest.raises(KeyForgotten):
                    each.contact_key(contact, create=create)


def test_forty_threads_get_durable_keys_and_agree(vault: Vault, data_dir: Path) -> None:
    got: list[tuple[str, bytes]] = []
    lock = threading.Lock()

    def ask(worker: int) -> None:
        for n in range(10):
            contact = f"shared-{n}" if worker % 2 else f"own-{worker}-{n}"
            pair = (contact, vault.contact_key(contact, create=True))
            fresh = vault.new_contact()
            with lock:
                got.extend((pair, (fresh, vault.contact_key(fresh))))

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 800
    by_contact: dict[str, set[bytes]] = {}
    for contact, key in got:
        by_contact.setdefault(contact, set()).add(key)
    assert {len(keys) for keys in by_contact.values()} == {1}
    assert len(by_contact) == 10 + 200 + 400
    again = Vault(data_dir)
    again.unseal(KEY)
    assert all(again.contact_key(contact) == key for contact, key in got)


def test_a_seal_in_the_middle_of_work_says_sealed(vault: Vault) -> None:
    problems: list[Exception] = []
    started = threading.Event()

    def ask() -> None:
        for n in range(2000):
            try:
                vault.contact_key(f"c{n}", create=True)
            except Exception as problem:
                problems.append(problem)
                return
            started.set()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert started.wait(20)
    vault.seal()
    for thread in threads:
        thread.join()
    assert {type(problem) for problem in problems} <= {SealedError}
