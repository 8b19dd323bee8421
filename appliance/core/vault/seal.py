"""How the root key is locked away: one form per unseal method.

A method turns what the operator gives into the 32-byte unseal key that wraps the root key. What it needs to
do so again (a salt, costs) stands in vault.json and is no secret.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Protocol

from argon2.low_level import Type, hash_secret_raw

from appliance.core.kit.errors import BadInput
from appliance.core.vault.errors import BrokenVault
from appliance.core.vault.files import write_atomic

Params = dict[str, Any]
Method = Literal["passphrase", "keyfile", "shares"]
SHORTEST_PASSPHRASE = 12


class SealMethod(Protocol):
    """One way to unseal."""

    def new_params(self, secret: bytes) -> Params:
        """Check a new vault's secret and choose the parameters to keep. Raises `BadInput`."""
        ...

    def unseal_key(self, secret: bytes, params: Mapping[str, Any]) -> bytes | None:
        """The 32-byte key, or `None` when the secret cannot be right by its form alone."""
        ...


class Passphrase:
    """Argon2id over a passphrase, at RFC 9106's second choice of costs: 64 MiB, 3 passes, 4 lanes."""

    def new_params(self, secret: bytes) -> Params:
        """A fresh salt and today's costs."""
        if len(secret.decode("utf-8", "replace")) < SHORTEST_PASSPHRASE:
            raise BadInput(
                f"解封口令至少需要 {SHORTEST_PASSPHRASE} 个字符。",
                f"The unseal passphrase needs at least {SHORTEST_PASSPHRASE} characters.",
            )
        salt = secrets.token_bytes(16).hex()
        return {"kdf": "argon2id", "salt": salt, "memory_kib": 65536, "passes": 3, "lanes": 4}

    def unseal_key(self, secret: bytes, params: Mapping[str, Any]) -> bytes | None:
        """Derive with the costs the vault was made with."""
        try:
            if params["kdf"] != "argon2id":
                raise ValueError(params["kdf"])
            return hash_secret_raw(
                secret,
                bytes.fromhex(params["salt"]),
                time_cost=int(params["passes"]),
                memory_cost=int(params["memory_kib"]),
                parallelism=int(params["lanes"]),
                hash_len=32,
                type=Type.ID,
            )
        except (KeyError, ValueError, TypeError):
            raise BrokenVault(
                "保险库文件 vault.json 的口令参数无法识别，请从备份恢复。",
                "The passphrase parameters in vault.json cannot be understood; restore it from a backup.",
            ) from None


class Keyfile:
    """32 random bytes in a file. They are the unseal key itself: nothing to stretch."""

    def new_params(self, secret: bytes) -> Params:
        """Nothing to keep."""
        if len(secret) != 32:
            raise BadInput(
                "解封密钥文件必须正好 32 字节。", "The unseal key file must hold exactly 32 bytes."
            )
        return {}

    def unseal_key(self, secret: bytes, params: Mapping[str, Any]) -> bytes | None:
        """The bytes themselves."""
        return secret if len(secret) == 32 else None


class Shares:
    """A random unseal key that nobody has: custodians hold shares of it (`shares.py`)."""

    def new_params(self, secret: bytes) -> Params:
        """Refused: the parameters are made together with the shares, by `shares.make`."""
        raise BadInput(
            "份额由系统生成；请使用 appliance init --seal shares 或 appliance vault rewrap。",
            "Shares are made by the appliance: `appliance init --seal shares` or `appliance vault rewrap`.",
        )

    def unseal_key(self, secret: bytes, params: Mapping[str, Any]) -> bytes | None:
        """What enough shares give is the key itself."""
        return secret if len(secret) == 32 else None


METHODS: Mapping[Method, SealMethod] = {
    "passphrase": Passphrase(),
    "keyfile": Keyfile(),
    "shares": Shares(),
}


def make_keyfile(path: Path) -> bytes:
    """Write 32 random bytes to a new 0600 file and return them. An existing file is never replaced."""
    if path.exists():
        raise BadInput(
            f"密钥文件 {path} 已存在，不会覆盖。", f"The key file {path} exists and will not be replaced."
        )
    secret = secrets.token_bytes(32)
    write_atomic(path, secret)
    return secret


def read_keyfile(path: Path) -> bytes:
    """The bytes of a key file. Raises `BadInput` if it is missing, of another size, or open to others."""
    try:
        mode = path.stat().st_mode
        secret = path.read_bytes()
    except OSError:
        raise BadInput(
            f"无法读取密钥文件 {path}；请用 KEY_FILE 指明位置。",
            f"The key file {path} cannot be read; name its place with KEY_FILE.",
        ) from None
    if mode & 0o077:
        raise BadInput(
            f"密钥文件 {path} 可被他人读取；请执行 chmod 600。",
            f"The key file {path} can be read by others; run chmod 600 on it.",
        )
    if len(secret) != 32:
        raise BadInput(f"密钥文件 {path} 不是 32 字节。", f"The key file {path} does not hold 32 bytes.")
    return secret
