"""Keys in the keyring change while it is in use, and every contact's key opens at every moment."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from appliance.core.vault import keyring_rotation
from appliance.core.vault.errors import KeyForgotten, StaleKeys
from appliance.core.vault.keyring import Keyring

FILE, ONE, TWO = (bytes((n,)) * 32 for n in (1, 2, 3))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    Keyring.create(tmp_path / "keyring.db", FILE)
    return tmp_path / "keyring.db"


def test_rewrapping_keeps_every_key_and_needs_the_old_one_no_more(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring_rotation, "BATCH", 7)
    ring = Keyring(path, FILE, {1: ONE})
    before = {f"c{n}": ring.get_or_make(f"c{n}") for n in range(50)}
    ring.forget("gone")
    keyring_rotation.renew(ring, ["c3"])
    before["c3"] = ring.get("c3")
    previous = ring.both("c3").previous
    heard: list[int] = []
    ring.use({1: ONE, 2: TWO})
    assert ring.get("c1") == before["c1"], "both generations open while rows of both are there"
    ring.get_or_make("late")
    assert keyring_rotation.rewrap_all(ring, heard.append) == 51
    assert heard[-1] == 51
    assert len(heard) > 7
    ring.close()
    again = Keyring(path, FILE, {2: TWO})
    assert {contact: again.get(contact) for contact in before} == before
    assert again.both("c3").previous == previous
    with pytest.raises(KeyForgotten):
        again.get("gone")
    assert keyring_rotation.rewrap_all(again) == 0
    again.close()


def test_rewrapping_goes_on_where_it_was_stopped(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring_rotation, "BATCH", 7)
    ring = Keyring(path, FILE, {1: ONE})
    before = {f"c{n}": ring.get_or_make(f"c{n}") for n in range(30)}
    ring.use({1: ONE, 2: TWO})

    class Stop(Exception):
        pass

    def stop(done: int) -> None:
        if done >= 14:
            raise Stop

    with pytest.raises(Stop):
        keyring_rotation.rewrap_all(ring, stop)
    ring.close()
    again = Keyring(path, FILE, {1: ONE, 2: TWO})
    assert {contact: again.get(contact) for contact in before} == before
    assert keyring_rotation.rewrap_all(again) == 16
    again.close()


def test_a_process_with_the_old_key_only_is_refused_and_makes_nothing(path: Path) -> None:
    ring, other = Keyring(path, FILE, {1: ONE}), Keyring(path, FILE, {1: ONE})
    key = ring.get_or_make("c")
    ring.use({1: ONE, 2: TWO})
    keyring_rotation.rewrap_all(ring)
    for ask in (lambda: other.get("c"), lambda: other.get_or_make("new"), other.new_contact):
        with pytest.raises(StaleKeys):
            ask()
    other.use({2: TWO})
    assert other.get("c") == key
    ring.use({2: TWO})
    assert ring.get_or_make("new") == other.get_or_make("new")
    ring.close()
    other.close()


def test_forty_threads_use_the_keyring_while_it_is_rewrapped(path: Path) -> None:
    ring = Keyring(path, FILE, {1: ONE})
    kept = {f"c{n}": ring.get_or_make(f"c{n}") for n in range(2000)}
    made: dict[str, bytes] = {}
    problems: list[Exception] = []
    done = threading.Event()

    def use(worker: int) -> None:
        number = 0
        try:
            while not done.is_set():
                number += 1
                assert ring.get(f"c{(number * 40 + worker) % 2000}") in kept.values()
                made[f"n{worker}-{number}"] = ring.get_or_make(f"n{worker}-{number}")
        except Exception as problem:
            problems.append(problem)

    threads = [threading.Thread(target=use, args=(worker,)) for worker in range(40)]
    for thread in threads:
        thread.start()
    ring.use({1: ONE, 2: TWO})
    keyring_rotation.rewrap_all(ring)
    done.set()
    for thread in threads:
        thread.join()
    ring.close()
    assert not problems
    again = Keyring(path, FILE, {2: TWO})
    assert {contact: again.get(contact) for contact in kept | made} == kept | made
    again.close()


def test_a_contacts_key_is_renewed_in_two_steps(path: Path) -> None:
    ring = Keyring(path, FILE, {1: ONE})
    old = ring.get_or_make("c")
    ring.forget("gone")
    keyring_rotation.renew(ring, ["c", "gone", "never"])
    new = ring.both("c")
    assert new.previous == old
    assert new.key != old
    keyring_rotation.renew(ring, ["c"])
    assert ring.both("c") == new, "a change under way is not begun again"
    assert keyring_rotation.contacts(ring) == keyring_rotation.contacts(ring, under_way=True) == ["c"]
    keyring_rotation.retire(ring, ["c"])
    assert ring.both("c") == (new.key, None)
    assert not keyring_rotation.contacts(ring, under_way=True)
    ring.close()


def test_erasing_in_the_middle_destroys_both(path: Path) -> None:
    ring = Keyring(path, FILE, {1: ONE})
    ring.get_or_make("c")
    keyring_rotation.renew(ring, ["c"])
    ring.forget("c")
    with pytest.raises(KeyForgotten):
        ring.both("c")
    with ring.idle() as db:
        assert db.execute("SELECT wrapped, previous FROM contact_key").fetchone() == (None, None)
    ring.close()
