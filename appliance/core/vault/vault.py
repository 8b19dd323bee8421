"""The vault: sealed at start, unsealed by an operator, the only source of keys.

    unseal secret ── seal method ──> unseal key ── unwraps ──> root key
    root key ── HKDF ──> keys of the store, the search index, the audit chain, value hashes, the keyring
    keyring ──> one key per contact

Files in `<data>/vault`, all 0600: vault.json (the wrapped root key, no secret in clear), keyring.db,
attempts.json, journal.log. Lose vault.json or the secret and the data is gone by design.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, TypeVar

from appliance.core.kit.errors import Conflict, SealedError, StorageFull
from appliance.core.kit.ids import new_id
from appliance.core.kit.logs import get_logger
from appliance.core.vault import envelope, keys
from appliance.core.vault.delay import Attempts, journal
from appliance.core.vault.errors import BrokenVault, Tampered, TooSoon, WrongKey
from appliance.core.vault.files import private_dir, write_atomic
from appliance.core.vault.keyring import Keyring
from appliance.core.vault.seal import METHODS

T = TypeVar("T")
Method = Literal["passphrase", "keyfile"]
VERSION = 1

log = get_logger("vault")


class _Open:
    """What an unsealed vault holds in memory."""

    def __init__(self, root: bytes, keyring: Keyring) -> None:
        self.root = root
        self.keyring = keyring
        self.store = keys.derive(root, keys.STORE)
        self.search = keys.derive(root, keys.SEARCH)
        self.audit = keys.derive(root, keys.AUDIT)
        self.hashing = keys.derive(root, keys.VALUE_HASH)


class Vault:
    """The vault of one data folder. Thread-safe. Every key method raises `SealedError` while sealed."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = Path(data_dir) / "vault"
        self._file = self.folder / "vault.json"
        self._keyring_file = self.folder / "keyring.db"
        self._attempts = Attempts(self.folder)
        self._lock = threading.Lock()
        self._state: _Open | None = None
        self._at_seal: list[Callable[[], None]] = []

    def exists(self) -> bool:
        """Whether a vault was made here."""
        return self._file.exists()

    @property
    def method(self) -> Method:
        """How this vault is unsealed. Raises `BrokenVault` if there is none."""
        method: Method = self._read()["method"]
        return method

    @property
    def sealed(self) -> bool:
        """Whether no key can be had."""
        return self._state is None

    def create(self, method: Method, secret: bytes) -> None:
        """Make a new vault, left sealed.

        Raises `Conflict` over an existing one, `BadInput` for a weak secret, `StorageFull` (nothing was made).
        """
        with self._lock:
            if self.exists() or self._keyring_file.exists():
                raise Conflict(
                    f"{self.folder} 中已有保险库，不会覆盖；请更换数据目录或从备份恢复。",
                    f"There is a vault in {self.folder} and it will not be replaced; "
                    "choose another data folder or restore from a backup.",
                )
            params = METHODS[method].new_params(secret)
            unseal_key = METHODS[method].unseal_key(secret, params)
            assert unseal_key is not None
            private_dir(self.folder)
            root, vault_id = envelope.new_key(), new_id()
            # vault.json last: a crash before it leaves a nameless keyring that the next attempt throws away;
            # a crash after it leaves one that the first unseal puts in its place.
            half_made = self._half_made()
            for leftover in self.folder.glob(f"{half_made.name}*"):
                leftover.unlink()
            Keyring.create(half_made, root)
            wrapped = envelope.seal(unseal_key, root, bound_to=f"vault/root/{vault_id}")
            content = {
                "version": VERSION,
                "vault_id": vault_id,
                "method": method,
                "params": params,
                "wrapped_root": wrapped.hex(),
            }
            journal(self.folder, "created", method=method)
            write_atomic(self._file, json.dumps(content, indent=2).encode() + b"\n")
            half_made.replace(self._keyring_file)

    def unseal(self, secret: bytes) -> None:
        """Open the vault. Raises `WrongKey`, `TooSoon` (after wrong ones), `BrokenVault`, `StorageFull`.

        A wrong secret on an open vault is refused too, and leaves it open. What cannot be recorded does not open:
        on a full disk neither a wrong secret nor the right one gets further.
        """
        with self._lock:
            content = self._read()
            left = self._attempts.seconds_left()
            if left:
                raise TooSoon(left)
            unseal_key = METHODS[content["method"]].unseal_key(secret, content["params"])
            root = self._unwrap(content, unseal_key) if unseal_key is not None else None
            if root is None:
                wait = self._attempts.failed()
                journal(self.folder, "wrong key", wait_seconds=wait)
                raise WrongKey(wait)
            self._attempts.succeeded()
            self._enter(root, content["method"])

    def seal(self) -> None:
        """Drop every key from memory, also when there is no room to record it. Sealing a sealed vault is no error."""
        with self._lock:
            state, self._state = self._state, None
            if state is not None:
                state.keyring.close()
                for drop in self._at_seal:
                    drop()
                try:
                    journal(self.folder, "sealed")
                except StorageFull:
                    log.error("no room to record the seal")

    def on_seal(self, drop: Callable[[], None]) -> None:
        """Have `drop` called at each seal: for rooms that hold keys of their own, unwrapped by ours."""
        self._at_seal.append(drop)

    def hand_over(self) -> bytes:
        """The root key, for our own worker process over an owner-only socket; nowhere else."""
        return self._opened().root

    def adopt(self, root: bytes) -> None:
        """Unseal with a root key handed over by the serving process.

        Raises `CannotOpen` if it is another vault's.
        """
        with self._lock:
            self._enter(root, "handed over")

    def store_key(self) -> bytes:
        """Key of the transcript store's file."""
        return self._opened().store

    def search_key(self) -> bytes:
        """Key of the search index's file."""
        return self._opened().search

    def audit_key(self) -> bytes:
        """Key of the audit chain."""
        return self._opened().audit

    def contact_key(self, contact_id: str, create: bool = False) -> bytes:
        """The contact's 32-byte key; with `create`, made durable before it returns. Raises `KeyForgotten`."""
        return self._with_keyring(
            lambda ring: ring.get_or_make(contact_id) if create else ring.get(contact_id)
        )

    def new_contact(self) -> str:
        """A fresh contact id whose key is already durable; cheaper than making one by `contact_key`."""
        return self._with_keyring(lambda ring: ring.new_contact())

    def forget_contact(self, contact_id: str) -> None:
        """Destroy the contact's key for good."""
        self._with_keyring(lambda ring: ring.forget(contact_id))

    def value_hash(self, kind: str, value: str) -> str:
        """128-bit keyed hash of a value: 26 characters. Equal values of one kind have equal hashes."""
        return keys.value_hash(self._opened().hashing, kind, value)

    def _opened(self) -> _Open:
        state = self._state
        if state is None:
            raise SealedError
        return state

    def _with_keyring(self, use: Callable[[Keyring], T]) -> T:
        state = self._opened()
        try:
            return use(state.keyring)
        except Exception:
            # Sealed by another thread in the middle: the closed file's complaint is not the news.
            if self._state is not state:
                raise SealedError from None
            raise

    def _enter(self, root: bytes, method: str) -> None:
        if self._state is not None:
            return
        state = self._open(root)
        try:
            journal(self.folder, "unsealed", method=method)
        except BaseException:
            state.keyring.close()
            raise
        self._state = state

    def _open(self, root: bytes) -> _Open:
        half_made = self._half_made()
        if not self._keyring_file.exists() and half_made.exists():
            half_made.replace(self._keyring_file)
        return _Open(root, Keyring(self._keyring_file, root))

    def _half_made(self) -> Path:
        return self._keyring_file.with_suffix(".half-made")

    def _unwrap(self, content: dict[str, Any], unseal_key: bytes) -> bytes | None:
        try:
            blob = bytes.fromhex(content["wrapped_root"])
            return envelope.open_(unseal_key, blob, bound_to=f"vault/root/{content['vault_id']}")
        except Tampered:
            return None

    def _read(self) -> dict[str, Any]:
        try:
            content = json.loads(self._file.read_bytes())
            known = (
                content["version"] == VERSION
                and content["method"] in METHODS
                and isinstance(content["params"], dict)
                and isinstance(content["vault_id"], str)
                and bool(bytes.fromhex(content["wrapped_root"]))
            )
        except FileNotFoundError:
            raise BrokenVault(
                f"{self.folder} 中没有保险库；请先执行 appliance init。",
                f"There is no vault in {self.folder}; run appliance init first.",
            ) from None
        except (OSError, ValueError, KeyError, TypeError):
            known = False
        if not known:
            raise BrokenVault(
                f"保险库文件 {self._file} 已损坏或版本不符，请从备份恢复。",
                f"The vault file {self._file} is damaged or of another version; restore it from a backup.",
            )
        result: dict[str, Any] = content
        return result
