"""A wrong secret waits longer each time, over restarts and changed clocks, and leaves an open vault open."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from appliance.core.kit.clock import Frozen
from appliance.core.vault import delay
from appliance.core.vault.errors import TooSoon, WrongKey
from appliance.core.vault.vault import Vault

KEY = bytes(range(32))


WRONG = bytes(32)


def test_wrong_keys_wait_longer_each_time_also_after_a_restart(data_dir: Path, clock: Frozen) -> None:
    Vault(data_dir).create("keyfile", KEY)
    for expected in (1, 2, 4, 8):
        with pytest.raises(WrongKey) as refused:
            Vault(data_dir).unseal(WRONG)
        assert refused.value.wait_seconds == expected
        for secret in (WRONG, KEY):
            with pytest.raises(TooSoon):
                Vault(data_dir).unseal(secret)
        clock.advance(seconds=expected)
    vault = Vault(data_dir)
    vault.unseal(KEY)
    vault.seal()
    with pytest.raises(WrongKey) as refused:
        vault.unseal(b"too short")
    assert refused.value.wait_seconds == 1, "the right key forgives"
    lines = (data_dir / "vault" / "journal.log").read_text().splitlines()
    events = [json.loads(line)["event"] for line in lines]
    assert events == ["created", *["wrong key"] * 4, "unsealed", "sealed", "wrong key"]


def test_a_clock_set_back_does_not_lock_the_vault(data_dir: Path, clock: Frozen) -> None:
    Vault(data_dir).create("keyfile", KEY)
    with pytest.raises(WrongKey):
        Vault(data_dir).unseal(WRONG)
    clock.advance(days=-300)
    with pytest.raises(TooSoon) as refused:
        Vault(data_dir).unseal(KEY)
    assert refused.value.wait_seconds == 1


def test_the_longest_wait_is_an_hour() -> None:
    assert [delay.wait_after(n) for n in (0, 1, 2, 12, 13, 500)] == [0, 1, 2, 2048, 3600, 3600]


def test_an_unreadable_count_of_attempts_counts_as_one(data_dir: Path, clock: Frozen) -> None:
    Vault(data_dir).create("keyfile", KEY)
    (data_dir / "vault" / "attempts.json").write_text("{")
    with pytest.raises(TooSoon):
        Vault(data_dir).unseal(KEY)


def test_a_wrong_key_on_an_open_vault_is_refused_and_leaves_it_open(vault: Vault) -> None:
    with pytest.raises(WrongKey):
        vault.unseal(WRONG)
    assert not vault.sealed
    assert len(vault.store_key()) == 32
