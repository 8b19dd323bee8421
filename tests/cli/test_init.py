"""A new installation: three persons of separate powers, or nothing at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from appliance.cli import init
from appliance.core.accounts import actions
from tests.cli.conftest import Command

PASSPHRASE = "海岳 correct horse 7788"
FIRST = ["administrator", "compliance_officer", "it_operator"]


def test_three_persons_of_separate_powers(appliance: Command, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    made = appliance("init", stdin=PASSPHRASE + "\n", DATA_DIR=folder)
    assert made.code == 0, made
    shown = re.findall(r"^  (\w+) +(\w+) +(\S{16,})$", made.out, re.M)
    assert sorted(role for role, _, _ in shown) == FIRST
    assert len({password for _, _, password in shown}) == 3
    listed = appliance("people", "list", DATA_DIR=folder, PASSPHRASE=PASSPHRASE)
    assert listed.code == 0, listed
    assert sorted(line.split()[1] for line in listed.out.splitlines()) == FIRST
    assert listed.out.count("must_change") == 3
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert PASSPHRASE.encode() not in everything
    assert not any(password.encode() in everything for _, _, password in shown)
    assert folder.stat().st_mode & 0o077 == 0
    assert not any(path.stat().st_mode & 0o077 for path in folder.rglob("*"))
    whole = appliance("audit", "verify", DATA_DIR=folder, PASSPHRASE=PASSPHRASE)
    assert whole.code == 0, whole


def test_by_key_file_where_it_belongs(appliance: Command, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    assert appliance("init", DATA_DIR=folder, SEAL="keyfile").code == 0
    assert (folder / "vault" / "unseal.key").stat().st_size == 32
    assert appliance("people", "list", DATA_DIR=folder, SEAL="keyfile").out.count("must_change") == 3


@pytest.mark.parametrize(("stdin", "told"), [("short\n", "12"), ("", "12")])
def test_a_weak_passphrase(appliance: Command, tmp_path: Path, stdin: str, told: str) -> None:
    said = appliance("init", stdin=stdin, DATA_DIR=tmp_path / "data")
    assert said.refused(told), said
    assert not (tmp_path / "data").exists()


def test_a_folder_with_something_in_it_is_not_touched(appliance: Command, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("keep me")
    for seal in ("passphrase", "keyfile"):
        said = appliance("init", stdin=PASSPHRASE + "\n", DATA_DIR=tmp_path, SEAL=seal)
        assert said.refused("不是空的"), said
    assert [path.name for path in tmp_path.rglob("*")] == ["letter.txt"]


def test_a_second_init_changes_nothing(appliance: Command, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    assert appliance("init", stdin=PASSPHRASE + "\n", DATA_DIR=folder).code == 0
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert appliance("init", stdin="another passphrase\n", DATA_DIR=folder).refused("不是空的")
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_the_same_login_twice(appliance: Command, tmp_path: Path) -> None:
    said = appliance(
        "init", "--admin", "root", "--operator", "root", stdin=PASSPHRASE, DATA_DIR=tmp_path / "d"
    )
    assert said.refused("各不相同"), said
    assert not (tmp_path / "d").exists()


def test_a_failure_half_way_leaves_room_for_the_next_try(
    appliance: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "data"
    made = 0

    def second_fails(*given: object, **more: object) -> object:
        nonlocal made
        made += 1
        if made == 2:
            raise OSError("pulled")
        return actions.create_agent(*given, **more)  # type: ignore[arg-type]

    with monkeypatch.context() as here:
        here.setattr(init, "create_agent", second_fails)
        with pytest.raises(OSError, match="pulled"):
            appliance("init", stdin=PASSPHRASE + "\n", DATA_DIR=folder)
    assert not list(folder.rglob("*"))
    assert appliance("init", stdin=PASSPHRASE + "\n", DATA_DIR=folder).code == 0
