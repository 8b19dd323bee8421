"""Sealed, the vault gives nothing; unsealed, each use has its own key; a wrong secret waits longer each time."""

from __future__ import annotations

import json
import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.core.kit.clock import Frozen
from appliance.core.kit.errors import ApplianceError, BadInput, Conflict, SealedError
from appliance.core.kit.ids import new_id
from appliance.core.vault import cipher_file, delay, envelope, seal
from appliance.core.vault.cipher_file import CannotOpen
from appliance.core.vault.errors import BrokenVault, KeyForgotten, Tampered, TooSoon, WrongKey
from appliance.core.vault.vault import Vault

KEY = bytes(range(32))
WRONG = bytes(32)


def keys_of(vault: Vault) -> list[object]:
    return [
        vault.store_key(),
        vault.search_key(),
        vault.audit_key(),
        vault.value_hash("MOBILE", "13800000000"),
    ]


@pytest.mark.parametrize(
    "ask",
    [
        lambda v: v.store_key(),
        lambda v: v.search_key(),
        lambda v: v.audit_key(),
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


@pytest.mark.parametrize(
    "damage",
    [
        None,
        "",
        "{",
        "[]",
        "null",
        json.dumps({"version": 2, "method": "keyfile", "params": {}, "vault_id": "x", "wrapped_root": "00"}),
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
            patch.setattr("appliance.core.vault.vault.write_atomic", crash)
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


def test_a_worker_process_may_be_handed_the_root_key(vault: Vault, data_dir: Path) -> None:
    contact = vault.contact_key("c", create=True)
    worker = Vault(data_dir)
    worker.adopt(vault.hand_over())
    assert keys_of(worker) == keys_of(vault)
    assert worker.contact_key("c") == contact
    with pytest.raises(CannotOpen):
        Vault(data_dir).adopt(WRONG)


def test_sealing_drops_what_others_unwrapped_with_our_keys(vault: Vault) -> None:
    dropped: list[int] = []
    vault.on_seal(lambda: dropped.append(1))
    vault.seal()
    vault.seal()
    assert dropped == [1]


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


def test_value_hashes_are_equal_for_equal_values_of_one_kind(vault: Vault) -> None:
    one = vault.value_hash("MOBILE", "13800000000")
    assert one == vault.value_hash("MOBILE", "13800000000")
    assert one != vault.value_hash("BANK_CARD", "13800000000")
    assert vault.value_hash("AB", "C") != vault.value_hash("A", "BC")
    assert vault.value_hash("A", "1:B:C") != vault.value_hash("A:1", "B:C")
    assert len(one) == 26
    assert set(one) <= set("0123456789abcdefghjkmnpqrstvwxyz")


@pytest.mark.parametrize("problem", ["missing", "short", "open to others"])
def test_a_bad_key_file_is_one_sentence(tmp_path: Path, problem: str) -> None:
    path = tmp_path / "unseal.key"
    if problem != "missing":
        seal.make_keyfile(path)
        assert len(seal.read_keyfile(path)) == 32
    if problem == "short":
        path.write_bytes(b"x" * 31)
    if problem == "open to others":
        path.chmod(0o644)
    with pytest.raises(BadInput) as said:
        seal.read_keyfile(path)
    assert str(path) in said.value.zh


def test_a_key_file_is_never_replaced(tmp_path: Path) -> None:
    secret = seal.make_keyfile(tmp_path / "k")
    with pytest.raises(BadInput):
        seal.make_keyfile(tmp_path / "k")
    assert seal.read_keyfile(tmp_path / "k") == secret


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 2)])
def test_a_library_with_the_wal_fault_is_refused(version: tuple[int, ...]) -> None:
    with pytest.raises(ApplianceError, match=r"3\.51\.3"):
        cipher_file.check_library(version)
    cipher_file.check_library((3, 51, 3))
    cipher_file.check_library()


@given(plain=st.binary(max_size=200), place=st.text(max_size=30))
def test_an_envelope_opens_only_in_its_place(plain: bytes, place: str) -> None:
    key = envelope.new_key()
    blob = envelope.seal(key, plain, bound_to=place)
    assert envelope.open_(key, blob, bound_to=place) == plain
    assert len(blob) == len(plain) + 30
    for wrong_key, wrong_place in ((envelope.new_key(), place), (key, place + "x")):
        with pytest.raises(Tampered):
            envelope.open_(wrong_key, blob, bound_to=wrong_place)


@given(plain=st.binary(min_size=1, max_size=40), at=st.integers(0, 1000), bit=st.integers(0, 7))
def test_an_envelope_with_any_bit_changed_or_cut_does_not_open(plain: bytes, at: int, bit: int) -> None:
    key = envelope.new_key()
    blob = bytearray(envelope.seal(key, plain, bound_to="t/c/r"))
    cut = bytes(blob[: at % len(blob)])
    blob[at % len(blob)] ^= 1 << bit
    for bad in (bytes(blob), cut):
        with pytest.raises(Tampered):
            envelope.open_(key, bad, bound_to="t/c/r")


def test_equal_texts_have_unequal_envelopes() -> None:
    key = envelope.new_key()
    assert envelope.seal(key, b"x", bound_to="p") != envelope.seal(key, b"x", bound_to="p")
