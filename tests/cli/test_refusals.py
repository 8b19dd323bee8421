"""What is mistyped or missing is said in one sentence with a non-zero exit, and nothing is half written."""

from __future__ import annotations

import fcntl
import socket
from pathlib import Path

import pytest

from appliance.core.vault import shares
from appliance.core.vault.seal import make_keyfile
from appliance.core.vault.vault import Vault
from tests.cli.conftest import Command
from tests.fixtures import small


def names(folder: Path) -> set[str]:
    """Every file below `folder`."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["frobnicate"], "frobnicate"),
        (["--frob"], "--frob"),
        (["audit", "frobnicate"], "appliance audit --help"),
        (["people", "add"], "login"),
        (["people", "add", "li", "李", "king"], "king"),
        (["ask"], "appliance ask"),
        (["vault", "frobnicate"], "appliance vault --help"),
        (["init", "--seal", "hope"], "SEAL"),
        (["init", "--seal", "shares", "--shares", "2", "--threshold", "3"], "门限"),
    ],
)
def test_a_mistyped_command(appliance: Command, tmp_path: Path, words: list[str], told: str) -> None:
    said = appliance(*words, DATA_DIR=tmp_path / "data")
    assert said.refused(told), said
    assert not names(tmp_path)


@pytest.mark.parametrize(
    "words",
    [
        ["serve"],
        ["ask", "年费多少"],
        ["audit", "verify"],
        ["people", "list"],
        ["seal"],
        ["unseal"],
        ["worker"],
        ["vault", "status"],
        ["vault", "rewrap"],
        ["vault", "rotate"],
        ["vault", "rekey-store"],
    ],
    ids=" ".join,
)
def test_no_data_folder_and_no_service(
    appliance: Command, tmp_path: Path, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # a demo beside it would be named
    said = appliance(*words, DATA_DIR=tmp_path / "data")
    assert said.refused(), said
    assert "appliance init" in said.err or "没有正在运行的服务" in said.err
    assert not names(tmp_path)


def test_a_forgotten_data_folder_beside_a_demo(
    appliance: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".demo" / "vault").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert appliance("ask", "年费多少", DATA_DIR=tmp_path / "data").refused("DATA_DIR=.demo")
    assert appliance("ask", "年费多少", DATA_DIR=".demo").refused("appliance init")


def test_english_for_who_reads_english(
    appliance: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = appliance("ask", "annual fee?", DATA_DIR=tmp_path / "data", LOCALE="en")
    assert said.refused("run `appliance init` first"), said


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("SESION_HOURS", "3", "SESSION_HOURS"),
        ("PASSPHRASE_FLIE", "/nowhere", "PASSPHRASE_FILE"),
        ("PORT", "eighty", "PORT"),
        ("PORT", "70000", "PORT"),
        ("SEAL", "hope", "SEAL"),
        ("SETTINGS_FILE", "/nowhere/settings.env", "SETTINGS_FILE"),
        ("PASSPHRASE_FILE", "/nowhere/passphrase", "PASSPHRASE_FILE"),
    ],
)
def test_a_setting_that_cannot_be_used(
    appliance: Command, tmp_path: Path, setting: str, value: str, told: str
) -> None:
    said = appliance("serve", DATA_DIR=tmp_path / "data", **{setting: value})
    assert said.refused(told), said
    assert not names(tmp_path)


def test_an_unknown_setting_in_the_file(appliance: Command, tmp_path: Path) -> None:
    (tmp_path / "settings.env").write_text("UPLOAD_LIMIT=5\n")
    said = appliance("doctor", DATA_DIR=tmp_path)
    assert said.refused("UPLOAD_LIMIT", "UPLOAD_LIMIT_MB"), said


def test_a_wrong_key_delays_the_next_try(appliance: Command, tmp_path: Path) -> None:
    folder = small.data(tmp_path)
    before = names(folder)
    make_keyfile(tmp_path / "other.key")
    named = {"DATA_DIR": folder, "SEAL": "keyfile"}
    wrong = appliance("people", "list", KEY_FILE=tmp_path / "other.key", **named)
    assert wrong.refused("解封密钥不正确"), wrong
    assert wrong.code == 3
    too_soon = appliance("people", "list", KEY_FILE=folder / "unseal.key", **named)
    assert too_soon.refused("请等待"), too_soon
    assert names(folder) - before <= {"lock", "vault/attempts.json"}


def test_a_key_file_that_is_not_there(appliance: Command, tmp_path: Path) -> None:
    folder = small.data(tmp_path)
    for words in (["serve"], ["people", "list"]):
        said = appliance(*words, DATA_DIR=folder, SEAL="keyfile", KEY_FILE=tmp_path / "none.key")
        assert said.refused("KEY_FILE"), said


def test_no_passphrase_and_nobody_to_type_it(appliance: Command, tmp_path: Path) -> None:
    Vault(tmp_path / "data").create("passphrase", b"twelve letters and more")
    said = appliance("people", "list", DATA_DIR=tmp_path / "data")
    assert said.refused("PASSPHRASE_FILE"), said


def test_the_vault_itself_says_how_it_is_unsealed(appliance: Command, tmp_path: Path) -> None:
    """SEAL names the method of a new vault; one that was changed since is not locked out by it."""
    folder = small.data(tmp_path)
    listed = appliance("people", "list", DATA_DIR=folder, SEAL="passphrase", KEY_FILE=folder / "unseal.key")
    assert listed.code == 0, listed


def test_a_folder_that_another_process_has(appliance: Command, tmp_path: Path) -> None:
    folder = small.data(tmp_path)
    with (folder / "lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        for words in (["serve"], ["people", "list"]):
            said = appliance(*words, DATA_DIR=folder, SEAL="keyfile", KEY_FILE=folder / "unseal.key")
            assert said.refused("正被另一个进程使用"), said


def test_a_port_that_is_taken(appliance: Command, tmp_path: Path) -> None:
    folder = small.data(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = appliance("serve", DATA_DIR=folder, SEAL="keyfile", KEY_FILE=folder / "unseal.key", PORT=port)
    assert said.refused(port, "请换一个 PORT"), said


def test_a_store_that_is_gone_is_not_replaced_by_an_empty_one(appliance: Command, tmp_path: Path) -> None:
    folder = small.data(tmp_path)
    (folder / "store" / "appliance.db").unlink()
    said = appliance("people", "list", DATA_DIR=folder, SEAL="keyfile", KEY_FILE=folder / "unseal.key")
    assert said.refused("appliance.db"), said
    assert not (folder / "store" / "appliance.db").exists()


def test_too_few_shares_for_an_act_of_the_terminal(appliance: Command, tmp_path: Path) -> None:
    made = shares.make(3, 5)
    Vault(tmp_path / "data").create("shares", made.secret, made.params)
    two = "\n".join(each.text for each in made.shares[:2])
    before = (tmp_path / "data" / "vault" / "vault.json").read_bytes()
    said = appliance("vault", "rewrap", "--unchecked", stdin=two, DATA_DIR=tmp_path / "data")
    assert said.refused("需要 3 份，只有 2 份"), said
    assert (tmp_path / "data" / "vault" / "vault.json").read_bytes() == before
    too_soon = appliance("vault", "rewrap", "--unchecked", stdin=two, DATA_DIR=tmp_path / "data")
    assert too_soon.refused("请等待"), too_soon


def test_new_shares_that_nobody_can_read_back_change_nothing(appliance: Command, tmp_path: Path) -> None:
    folder = small.data(tmp_path)
    named = {"DATA_DIR": folder, "KEY_FILE": folder / "unseal.key"}
    before = (folder / "vault" / "vault.json").read_bytes()
    said = appliance("vault", "rewrap", "--seal", "shares", stdin="", **named)
    assert said.refused("需要 3 份，只有 0 份"), said
    assert (folder / "vault" / "vault.json").read_bytes() == before
