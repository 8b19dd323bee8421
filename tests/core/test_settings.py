"""Settings come from five places, the first that speaks wins; what is mistyped is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.core.kit.errors import BadInput
from appliance.core.settings import NAMES, SECRETS, Settings, describe, load


def test_the_first_source_that_speaks_wins(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("from the secret's file\n")
    (tmp_path / "settings.env").write_text(
        "# a comment\nPORT=1111\nLLM_MODEL=from-file\nBANK_NAME='海 岳'\nPASSPHRASE=from the settings file\n"
    )
    env = {"DATA_DIR": str(tmp_path), "PORT": "2222", "PASSPHRASE_FILE": str(secret)}
    assert load(env).port == 2222
    assert load(env, port=3333).port == 3333
    settings = load(env)
    assert settings.llm_model == "from-file"
    assert settings.bank_name == "海 岳"
    assert settings.passphrase.get_secret_value() == "from the secret's file"
    assert load({**env, "PASSPHRASE": "direct"}).passphrase.get_secret_value() == "direct"
    assert load({"PORT": ""}).port == 8600


def test_the_settings_file_may_be_named(tmp_path: Path) -> None:
    file = tmp_path / "mine.env"
    secret = tmp_path / "key"
    secret.write_text("k3y")
    file.write_text(f"DEMO=true\nLLM_KEY_FILE={secret}\n")
    settings = load({"SETTINGS_FILE": str(file)})
    assert settings.demo is True
    assert settings.llm_key.get_secret_value() == "k3y"


@pytest.mark.parametrize(
    ("env", "names"),
    [
        ({"PORT": "eighty"}, ["PORT"]),
        ({"PORT": "70000"}, ["PORT"]),
        ({"SEAL": "tpm"}, ["SEAL", "passphrase"]),
        ({"SESSION_IDLE_MINUTES": "0"}, ["SESSION_IDLE_MINUTES"]),
        ({"LOGLEVEL": "debug"}, ["LOGLEVEL", "LOG_LEVEL"]),
        ({"SESSION_IDLE_MINUTE": "5"}, ["SESSION_IDLE_MINUTES"]),
        ({"PASSPHRASE_FILES": "x"}, ["PASSPHRASE_FILE"]),
        ({"PASSPHRASE_FILE": "/nowhere/at/all"}, ["PASSPHRASE_FILE"]),
        ({"SETTINGS_FILE": "/nowhere/at/all"}, ["SETTINGS_FILE"]),
        ({"STORE_URL": "postgresql://db/kefu"}, ["STORE_URL"]),
        ({"STORE_URL": "sqlite:///a.db?key=secret"}, ["STORE_URL"]),
        ({"PUBLIC_ORIGINS": "www.example.com"}, ["PUBLIC_ORIGINS"]),
        ({"TRUSTED_PROXIES": "*"}, ["TRUSTED_PROXIES"]),
        ({"TRUSTED_PROXIES": "10.0.0.1, proxy.example"}, ["TRUSTED_PROXIES"]),
        ({"PUBLIC_ORIGINS": "https://a.example; script-src *"}, ["PUBLIC_ORIGINS"]),
    ],
)
def test_bad_settings_are_named(env: dict[str, str], names: list[str]) -> None:
    with pytest.raises(BadInput) as said:
        load(env)
    for name in names:
        assert name in said.value.en
    assert names[0] in said.value.zh
    assert "secret" not in said.value.en


@pytest.mark.parametrize("line", ["PROT=1", "port=1", "NONSENSE=1"])
def test_an_unknown_name_in_the_file_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "settings.env").write_text(line + "\n")
    with pytest.raises(BadInput, match=line.split("=")[0]):
        load({"DATA_DIR": str(tmp_path)})


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "settings.env").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput):
        load({"DATA_DIR": str(tmp_path)})


def test_an_unknown_argument_is_refused() -> None:
    with pytest.raises(BadInput, match="PORT"):
        load({}, prot=1)


def test_names_of_everyday_environments_are_left_alone() -> None:
    load(
        {
            "HOSTNAME": "x",
            "HOME": "/",
            "LOGNAME": "x",
            "PATH": "/",
            "XDG_DATA_DIRS": "/",
            "PORTS": "1",
            "KEY": "1",
        }
    )


def test_secrets_are_not_shown() -> None:
    settings = load({"PASSPHRASE": "correct horse", "LLM_KEY": "battery staple"})
    for shown in (repr(settings), str(settings), settings.model_dump_json()):
        assert "horse" not in shown
        assert "staple" not in shown


def test_every_setting_has_a_sentence() -> None:
    rows = describe()
    assert tuple(name for name, _, _ in rows) == NAMES
    assert all(sentence.endswith(".") and "\n" not in sentence for _, _, sentence in rows)
    assert set(SECRETS) <= set(Settings.model_fields)


def test_places_follow_the_data_folder(tmp_path: Path) -> None:
    settings = load({"DATA_DIR": str(tmp_path)})
    assert settings.store_path == tmp_path / "store" / "appliance.db"
    assert settings.search_path == tmp_path / "store" / "search.db"
    assert settings.key_path == tmp_path / "vault" / "unseal.key"
    assert settings.vectors_path == tmp_path / "vectors"
    assert load({"STORE_URL": "sqlite:////srv/a.db"}).store_path == Path("/srv/a.db")
    assert load({"PUBLIC_ORIGINS": "https://a.example, http://b.example:81"}).origins == (
        "https://a.example",
        "http://b.example:81",
    )
