"""Every setting: its type, its default and one sentence about it.

Sources, the first that speaks wins: arguments of `load`, the environment (`PORT=8700`), a secret's own file
(`PASSPHRASE_FILE=/run/secrets/passphrase`), the settings file (`SETTINGS_FILE`, else `settings.env` in the
data folder), the default. A name that is almost a setting is refused: a mistyped limit must not leave the
default in force unnoticed.
"""

from __future__ import annotations

import difflib
import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from appliance.core.kit.errors import BadInput
from appliance.core.kit.origins import origin as as_origin

PROJECT = Path(__file__).resolve().parents[2]
SECRETS = ("passphrase", "llm_key")


class Settings(BaseSettings):
    """All settings, checked and immutable. Make one with `load`."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_ignore_empty=True, protected_namespaces=(), validate_default=False
    )

    data_dir: Path = Field(Path("data"), description="Folder of everything a running appliance writes.")
    host: str = Field("127.0.0.1", description="Address the web server listens on.")
    port: int = Field(8600, ge=0, le=65535, description="Port the web server listens on; 0 takes a free one.")
    visitors_port: int | None = Field(
        None,
        ge=0,
        le=65535,
        description="Port for visitors alone, served by a process of its own; empty: everybody comes by PORT; 0 takes a free one.",
    )
    visitors_host: str = Field("", description="Address that the visitors' port listens on; empty: HOST.")
    visitors_url: str = Field(
        "", description="Origin by which visitors' browsers reach the chat window; empty: the one asked for."
    )
    store_url: str = Field(
        "",
        description="Path of the transcript store; empty: store/appliance.db in the data folder.",
    )
    anchor_path: str = Field(
        "",
        description="A second file for the audit anchor, on another disk; empty: none but audit/anchor.log.",
    )
    audit_syslog: str = Field(
        "", description="Log server for the audit anchor, udp://, tcp:// or unix://; empty: nothing is sent."
    )
    backup_path: str = Field("", description="Folder of backups; empty: backups in the data folder.")
    backup_hours: int = Field(24, ge=0, le=744, description="Hours between two backups; 0: only when asked.")
    backups_kept: int = Field(7, ge=1, le=1000, description="Backups to keep; older ones are removed.")
    ballast_mb: int = Field(
        64,
        ge=0,
        le=65536,
        description="Megabytes kept free for deletes, audit and seal on a full disk; 0: none.",
    )
    seal: Literal["passphrase", "keyfile", "shares"] = Field(
        "passphrase",
        description="How a new vault is unsealed: by a passphrase, a key file, or shares held by custodians.",
    )
    key_file: str = Field("", description="The unseal key file; empty: vault/unseal.key in the data folder.")
    cipher: Literal["aes-256-gcm", "sm4-gcm"] = Field(
        "aes-256-gcm", description="Algorithm of newly sealed values; both kinds can always be read."
    )
    passphrase: SecretStr = Field(SecretStr(""), description="Unseal passphrase, for unattended starts only.")
    vector_store_url: str = Field(
        "", description="Address of a Chroma server; empty: Chroma embedded, in vectors of the data folder."
    )
    llm_url: str = Field("", description="Address of a running vLLM; empty: the appliance starts its own.")
    llm_key: SecretStr = Field(SecretStr(""), description="Key for the vLLM at LLM_URL.")
    llm_model: str = Field("", description="Model to ask for at LLM_URL; empty: the one it serves.")
    llm_at_once: int = Field(4, ge=1, le=256, description="Answers that the model writes at the same time.")
    llm_wait_seconds: float = Field(
        2.0, ge=0, le=60, description="Seconds that a question waits for the model before it goes on without."
    )
    engine: Literal["auto", "off", "external"] = Field(
        "auto", description="auto: start vLLM here; off: answer without a model; external: use LLM_URL."
    )
    engine_python: str = Field("", description="Python with vLLM in it; empty: .venv-engine of the checkout.")
    engine_port: int = Field(0, ge=0, le=65535, description="Loopback port of our vLLM; 0 takes a free one.")
    embeddings_url: str = Field("", description="Address of an embedding vLLM; empty: the built-in model.")
    reranker: str = Field(
        "", description="Bundle of a re-ranker (format onnx) on the model shelf; empty: none."
    )
    model_shelf: str = Field(
        "", description="Folder of model bundles; empty: models/shelf, else in the data folder."
    )
    bank_name: str = Field("海岳银行", min_length=1, description="The bank's name for Chinese readers.")
    bank_name_en: str = Field("Haiyue Bank", min_length=1, description="The bank's name for English readers.")
    locale: Literal["zh", "en"] = Field("zh", description="Language for people who have not chosen one.")
    session_idle_minutes: int = Field(15, ge=1, le=720, description="Minutes of rest until a sign-in ends.")
    session_hours: int = Field(12, ge=1, le=24, description="Hours until a sign-in ends in any case.")
    upload_limit_mb: int = Field(20, ge=1, le=200, description="Largest document to upload, in megabytes.")
    intake_per_minute: int = Field(30, ge=1, le=6000, description="Messages a visitor may send in a minute.")
    trusted_proxies: str = Field(
        "",
        description="Addresses or networks of proxies whose X-Forwarded-For is believed, with commas; empty: nobody's.",
    )
    public_origins: str = Field(
        "", description="Origins of the bank's pages that may frame the widget, separated by commas."
    )
    second_look_minutes: int = Field(
        10, ge=1, le=1440, description="Minutes of silence after which a conversation is read again."
    )
    demo: bool = Field(False, description="Show the sample bank page and the demo accounts.")
    keyring_copy_days: int = Field(
        30, ge=1, le=365, description="Days until a copy of the keyring has aged out and is not taken back."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="How much is logged.")
    worker_inside: bool = Field(True, description="Run background work inside the web process.")
    cookie_secure: bool = Field(False, description="Send sign-in cookies over HTTPS only; set it behind TLS.")

    @field_validator("store_url")
    @classmethod
    def _file_store_only(cls, value: str) -> str:
        if "://" in value and not value.startswith("sqlite:///"):
            raise ValueError("only a file path or sqlite:///path is supported")
        if "@" in value or "?" in value:
            raise ValueError("it must not hold a key or options")
        return value

    @field_validator("public_origins")
    @classmethod
    def _origins_only(cls, value: str) -> str:
        for origin in filter(None, (part.strip() for part in value.split(","))):
            if as_origin(origin) is None:
                raise ValueError("write each origin as https://www.example.com, without a path")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _networks_only(cls, value: str) -> str:
        """Names and `*` are refused: whoever may say who they are gets around every limit by address."""
        for network in filter(None, (part.strip() for part in value.split(","))):
            try:
                ipaddress.ip_network(network)
            except ValueError:
                raise ValueError("write each as 10.1.2.3 or 10.1.2.0/24, with commas") from None
        return value

    @field_validator("visitors_url")
    @classmethod
    def _origin_only(cls, value: str) -> str:
        if value and as_origin(value) is None:
            raise ValueError("write it as https://chat.example.com, without a path")
        return value.rstrip("/")

    @property
    def store_path(self) -> Path:
        """The store's file."""
        return Path(self.store_url.removeprefix("sqlite:///") or self.data_dir / "store" / "appliance.db")

    @property
    def search_path(self) -> Path:
        """The file of the full-text index (derived, beside the store)."""
        return self.store_path.with_name("search.db")

    @property
    def anchor_paths(self) -> tuple[Path, ...]:
        """The anchor files: the one beside the data, then the second one if it is set."""
        own = self.data_dir / "audit" / "anchor.log"
        return (own, Path(self.anchor_path)) if self.anchor_path else (own,)

    @property
    def backups_folder(self) -> Path:
        """Where backups lie."""
        return Path(self.backup_path) if self.backup_path else self.data_dir / "backups"

    @property
    def key_path(self) -> Path:
        """The unseal key file."""
        return Path(self.key_file or self.data_dir / "vault" / "unseal.key")

    @property
    def vectors_path(self) -> Path:
        """The folder of the embedded vector store."""
        return self.data_dir / "vectors"

    @property
    def engine_python_path(self) -> Path:
        """The Python that has vLLM."""
        return Path(self.engine_python or PROJECT / ".venv-engine" / "bin" / "python")

    @property
    def shelf_path(self) -> Path:
        """The folder of installed bundles: as set, else the checkout's own shelf, else in the data folder."""
        own = PROJECT / "models" / "shelf"
        return (
            Path(self.model_shelf) if self.model_shelf else own if own.is_dir() else self.data_dir / "models"
        )

    @property
    def origins(self) -> tuple[str, ...]:
        """`public_origins` as a tuple."""
        return tuple(part for part in (p.strip() for p in self.public_origins.split(",")) if part)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Values come from `load` alone, which has read and checked every source."""
        return (init_settings,)


NAMES: tuple[str, ...] = tuple(name.upper() for name in Settings.model_fields)
_FILES: tuple[str, ...] = tuple(f"{name.upper()}_FILE" for name in SECRETS)
_KNOWN = frozenset((*NAMES, *_FILES, "SETTINGS_FILE"))


def describe() -> list[tuple[str, str, str]]:
    """(NAME, default as text, sentence) of every setting, for `appliance doctor` and the documentation."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = "" if name in SECRETS or field.default is None else str(field.default)
        rows.append((name.upper(), default, field.description or ""))
    return rows


def load(environ: Mapping[str, str] | None = None, /, **overrides: Any) -> Settings:
    """Read and check every source. Raises `BadInput` naming the setting, never repeating a value."""
    env = os.environ if environ is None else environ
    _refuse_near_misses(env)
    given = {name.upper(): value for name, value in overrides.items()}
    from_file = _read_file(env, given)
    values: dict[str, Any] = {}
    for name in NAMES:
        if name in given:
            values[name.lower()] = given[name]
        elif env.get(name):
            values[name.lower()] = env[name]
        elif name in (secret.upper() for secret in SECRETS) and (
            env.get(f"{name}_FILE") or from_file.get(f"{name}_FILE")
        ):
            values[name.lower()] = _read_secret(name, env.get(f"{name}_FILE") or from_file[f"{name}_FILE"])
        elif from_file.get(name):
            values[name.lower()] = from_file[name]
    for name in given.keys() - set(NAMES):
        raise _unknown(name, "参数", "an argument")
    try:
        return Settings(**values)
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_input=False)[0]
        name, why = str(first["loc"][0]).upper(), first["msg"]
        raise BadInput(
            f"设置 {name} 的值无效：{why}。", f"The setting {name} cannot be used: {why}."
        ) from None


def _read_file(env: Mapping[str, str], given: Mapping[str, Any]) -> dict[str, str]:
    named = env.get("SETTINGS_FILE")
    data_dir = Path(given.get("DATA_DIR") or env.get("DATA_DIR") or Settings.model_fields["data_dir"].default)
    path = Path(named) if named else data_dir / "settings.env"
    if not path.is_file():
        if named:
            raise BadInput(
                f"找不到 SETTINGS_FILE 指定的设置文件 {path}。",
                f"The settings file {path} named by SETTINGS_FILE does not exist.",
            )
        return {}
    try:
        found = dotenv_values(path, interpolate=False, encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise BadInput(
            f"无法读取设置文件 {path}。", f"The settings file {path} is not readable text."
        ) from None
    for name in found:
        if name not in _KNOWN:
            raise _unknown(name, f"设置文件 {path} 中", f"the settings file {path}")
    return {name: value or "" for name, value in found.items()}


def _read_secret(name: str, file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise BadInput(
            f"无法读取 {name}_FILE 指定的文件 {file}。",
            f"The file {file} named by {name}_FILE cannot be read.",
        ) from None


def _refuse_near_misses(env: Mapping[str, str]) -> None:
    for name in env:
        # Short names (HOST, PORT, SEAL, DEMO) have too many innocent neighbours in an environment.
        if len(name) < 6 or name in _KNOWN:
            continue
        near = difflib.get_close_matches(
            name, [known for known in _KNOWN if len(known) >= 6], n=1, cutoff=0.88
        )
        if near:
            raise _unknown(name, "环境变量中", "the environment")


def _unknown(name: str, where_zh: str, where_en: str) -> BadInput:
    near = difflib.get_close_matches(name.upper(), sorted(_KNOWN), n=1, cutoff=0.6)
    hint_zh = f"，是否应为 {near[0]}？" if near else "。"
    hint_en = f"; did you mean {near[0]}?" if near else "; see appliance doctor for all settings."
    return BadInput(
        f"{where_zh}有未知的设置 {name}{hint_zh}", f"Unknown setting {name} in {where_en}{hint_en}"
    )
