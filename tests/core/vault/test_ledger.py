"""The erasure ledger: grows, remembers, says where it was touched, and destroys again what came back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from appliance.core.vault import ledger as ledgers
from appliance.core.vault.errors import KeyForgotten
from appliance.core.vault.ledger import BadLedger, Ledger
from appliance.core.vault.vault import Vault
from tests.conftest import UNSEAL_KEY

KEY = bytes(range(32))


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "vault" / "erasures.log", KEY)


def test_an_empty_ledger_has_no_lines_and_no_file(ledger: Ledger) -> None:
    assert list(ledger) == []
    assert ledger.head() == (0, "0" * 64)
    assert not ledger.path.exists()


def test_what_is_added_is_kept_once_in_order_and_private(ledger: Ledger) -> None:
    ledger.append(["A", "B"])
    again = ledger.append(["B", "C", "C"])
    ledger.append(["B"], "conversation")
    assert [(line.number, line.what, line.id) for line in ledger] == [
        (1, "contact", "A"),
        (2, "contact", "B"),
        (3, "contact", "C"),
        (4, "conversation", "B"),
    ]
    assert [line.number for line in again] == [2, 3]
    assert ledger.ids() == ["A", "B", "C"]
    assert ledger.path.stat().st_mode & 0o077 == 0


def _flip(lines: list[bytes]) -> None:
    lines[1] = lines[1].replace(b'"B"', b'"X"')


def _drop(lines: list[bytes]) -> None:
    del lines[1]


def _swap(lines: list[bytes]) -> None:
    lines[0], lines[1] = lines[1], lines[0]


def _forge(lines: list[bytes]) -> None:
    lines.insert(1, b'{"n":2,"at":"2026","what":"contact","id":"Z","mac":"00"}')


def _garble(lines: list[bytes]) -> None:
    lines[1] = b"\xff\xfe not a line"


@pytest.mark.parametrize(
    ("harm", "named"),
    [(_flip, 2), (_drop, 2), (_swap, 1), (_forge, 2), (_garble, 2)],
    ids=lambda v: getattr(v, "__name__", str(v)),
)
def test_a_touched_line_is_named_and_nothing_is_added(ledger: Ledger, harm, named: int) -> None:
    ledger.append(["A", "B", "C"])
    lines = ledger.path.read_bytes().splitlines()
    harm(lines)
    touched = b"\n".join(lines) + b"\n"
    ledger.path.write_bytes(touched)
    with pytest.raises(BadLedger) as said:
        list(ledger)
    assert said.value.number == named
    with pytest.raises(BadLedger):
        ledger.append(["D"])
    assert ledger.path.read_bytes() == touched


def test_a_damaged_ledger_is_set_aside_and_goes_on_with_its_good_lines(ledger: Ledger) -> None:
    ledger.append(["A", "B", "C"])
    assert ledger.set_aside() is None
    lines = ledger.path.read_bytes().splitlines()
    _flip(lines)
    ledger.path.write_bytes(b"\n".join(lines) + b"\n")
    aside = ledger.set_aside()
    assert aside is not None
    assert aside.read_bytes().splitlines() == lines
    assert ledger.ids() == ["A"]


def test_a_line_cut_by_a_crash_is_not_there_and_the_next_takes_its_place(ledger: Ledger) -> None:
    ledger.append(["A", "B"])
    whole = ledger.path.read_bytes()
    for cut in range(1, len(whole.splitlines()[1]) + 1):
        ledger.path.write_bytes(whole[:-cut])
        assert ledger.ids() == ["A"]
    ledger.append(["C"])
    assert ledger.ids() == ["A", "C"]


def test_another_vaults_ledger_is_refused(ledger: Ledger) -> None:
    ledger.append(["A"])
    with pytest.raises(BadLedger):
        list(Ledger(ledger.path, bytes(32)))


def test_a_keyring_put_back_loses_the_erased_key_at_the_next_unseal(vault: Vault, tmp_path: Path) -> None:
    gone, stays = vault.new_contact(), vault.new_contact()
    kept = vault.contact_key(stays)
    vault.seal()
    older = tmp_path / "older.db"
    shutil.copy(vault.folder / "keyring.db", older)
    vault.unseal(UNSEAL_KEY)
    ledgers.of(vault).append([gone])
    vault.forget_contact(gone)
    vault.seal()
    for leftover in vault.folder.glob("keyring.db-*"):
        leftover.unlink()
    shutil.copy(older, vault.folder / "keyring.db")
    vault.unseal(UNSEAL_KEY)
    with pytest.raises(KeyForgotten):
        vault.contact_key(gone)
    with pytest.raises(KeyForgotten):
        vault.contact_key(gone, create=True)
    assert vault.contact_key(stays) == kept
    assert ledgers.replay(ledgers.of(vault), vault) == []


def test_a_damaged_ledger_does_not_keep_the_vault_shut_and_what_stands_before_is_destroyed(
    vault: Vault,
) -> None:
    first, second = vault.new_contact(), vault.new_contact()
    ledger = ledgers.of(vault)
    ledger.append([first, second])
    ledger.path.write_bytes(ledger.path.read_bytes()[:-20] + b'"}\n')
    vault.seal()
    vault.unseal(UNSEAL_KEY)
    with pytest.raises(KeyForgotten):
        vault.contact_key(first)
    assert vault.contact_key(second)
    assert "ledger damaged" in (vault.folder / "journal.log").read_text()
