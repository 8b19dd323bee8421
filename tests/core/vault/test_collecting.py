"""Custodians unseal together: one by one, with a growing delay after bad shares, and nothing of it on disk."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.core.kit.clock import Frozen
from appliance.core.kit.errors import BadInput, Conflict
from appliance.core.vault import shares
from appliance.core.vault.collecting import Collecting, Progress
from appliance.core.vault.errors import TooSoon, WrongKey, WrongShare
from appliance.core.vault.shares import GivenTwice, Made
from appliance.core.vault.vault import Vault


@pytest.fixture
def made(data_dir: Path) -> Made:
    made = shares.make(3, 5)
    Vault(data_dir).create("shares", made.secret, made.params)
    return made


def events(data_dir: Path) -> list[dict[str, object]]:
    lines = (data_dir / "vault" / "journal.log").read_text().splitlines()
    return [{name: value for name, value in json.loads(line).items() if name != "at"} for line in lines]


def test_three_custodians_open_it_and_the_journal_says_which(made: Made, data_dir: Path) -> None:
    vault = Vault(data_dir)
    collecting = Collecting(vault)
    assert collecting.progress() == Progress(0, 3)
    assert collecting.offer(made.shares[4].text) == Progress(1, 3)
    with pytest.raises(GivenTwice):
        collecting.offer(made.shares[4].text)
    assert collecting.offer(made.shares[0].text) == Progress(2, 3)
    assert vault.sealed
    assert collecting.offer(made.shares[2].text) == Progress(3, 3, True)
    assert not vault.sealed
    assert events(data_dir)[-1] == {"event": "unsealed", "method": "shares", "custodians": "1,3,5"}
    with pytest.raises(Conflict):
        collecting.offer(made.shares[1].text)
    vault.seal()
    assert collecting.progress() == Progress(0, 3)


def test_a_bad_share_waits_longer_each_time_and_keeps_the_good_ones(
    made: Made, data_dir: Path, clock: Frozen
) -> None:
    collecting = Collecting(Vault(data_dir))
    collecting.offer(made.shares[0].text)
    foreign = shares.make(3, 5).shares[1].text
    mistyped = made.shares[1].text[:-1] + ("0" if made.shares[1].text[-1] != "0" else "1")
    for bad, wait in ((foreign, 1), (mistyped, 2), (foreign, 4)):
        with pytest.raises(WrongShare) as said:
            collecting.offer(bad)
        assert said.value.wait_seconds == wait
        assert said.value.zh.count("。") == 1
        for another in (Collecting(Vault(data_dir)), collecting):  # also after a restart
            with pytest.raises(TooSoon):
                another.offer(made.shares[1].text)
        clock.advance(seconds=wait)
    assert collecting.progress() == Progress(1, 3)
    collecting.offer(made.shares[1].text)
    assert collecting.offer(made.shares[2].text).open
    assert [(each["event"], each.get("why")) for each in events(data_dir)][1:4] == [
        ("wrong share", "other set"),
        ("wrong share", "mistyped"),
        ("wrong share", "other set"),
    ]


def test_giving_up_forgets_is_journalled_and_waits(made: Made, data_dir: Path, clock: Frozen) -> None:
    collecting = Collecting(Vault(data_dir))
    assert not collecting.abandon()
    collecting.offer(made.shares[0].text)
    collecting.offer(made.shares[3].text)
    assert collecting.abandon()
    assert events(data_dir)[-1] == {
        "event": "too few shares",
        "wait_seconds": 1,
        "shares": 2,
        "threshold": 3,
        "custodians": "1,4",
    }
    assert collecting.progress() == Progress(0, 3)
    with pytest.raises(TooSoon):
        collecting.offer(made.shares[0].text)


def test_shares_are_forgotten_when_nobody_comes(
    made: Made, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    collecting = Collecting(Vault(data_dir), patience=timedelta(0))
    gone = threading.Event()
    abandon = collecting.abandon
    monkeypatch.setattr(collecting, "abandon", lambda: (abandon(), gone.set()))
    collecting.offer(made.shares[0].text)
    assert gone.wait(30)
    assert collecting.progress() == Progress(0, 3)
    assert events(data_dir)[-1]["event"] == "too few shares"


def test_shares_given_so_far_stand_in_no_file(made: Made, data_dir: Path) -> None:
    collecting = Collecting(Vault(data_dir))
    collecting.offer(made.shares[0].text)
    collecting.offer(made.shares[1].text)
    everything = b"".join(path.read_bytes() for path in data_dir.rglob("*") if path.is_file())
    for each in made.shares:
        assert each.value not in everything
        assert each.value.hex().encode() not in everything
        assert each.text.encode() not in everything
    collecting.forget()
    assert collecting.progress() == Progress(0, 3)


def test_two_custodians_at_once(made: Made, data_dir: Path) -> None:
    vault = Vault(data_dir)
    collecting = Collecting(vault)
    found: list[Progress] = []
    threads = [
        threading.Thread(target=lambda each=each: found.append(collecting.offer(each.text)))
        for each in made.shares[:3]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(each.have for each in found) == [1, 2, 3]
    assert not vault.sealed


def test_a_vault_of_another_method_takes_no_shares(data_dir: Path) -> None:
    Vault(data_dir).create("keyfile", bytes(32))
    with pytest.raises(BadInput, match="keyfile"):
        Collecting(Vault(data_dir)).offer(shares.make(2, 2).shares[0].text)


def test_a_guessed_key_in_place_of_shares(made: Made, data_dir: Path) -> None:
    for guess in (bytes(32), b"short"):
        with pytest.raises((WrongKey, TooSoon)):
            Vault(data_dir).unseal(guess)
    with pytest.raises(BadInput, match="made by the appliance"):
        Vault(data_dir / "other").create("shares", bytes(32))
