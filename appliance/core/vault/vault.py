"""The vault: sealed at start, unsealed by an operator, the only source of keys.

    unseal secret ── seal method ──> unseal key ── unwraps ──> root key
    root key ── unwraps ──> data keys: store, search index, audit chain, value hashes, keyring, export, backup, anchor
    keyring ──> one key per contact ── unwraps ──> conversation keys (in the store)

Files in `<data>/vault`, all 0600: vault.json (the wrapped keys, no secret in clear), keyring.db,
attempts.json, journal.log. Lose vault.json or the secret and the data is gone by design.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from appliance.core.kit.errors import Conflict, SealedError, StorageFull
from appliance.core.kit.ids import new_id
from appliance.core.kit.logs import get_logger
from appliance.core.vault import envelope, keys, ledger, vault_file
from appliance.core.vault.delay import Attempts
from appliance.core.vault.errors import StaleKeys, TooSoon, WrongKey
from appliance.core.vault.files import private_dir
from appliance.core.vault.journal import journal
from appliance.core.vault.keyring import ContactKeys, Keyring
from appliance.core.vault.keys import KeySet
from appliance.core.vault.seal import METHODS, Method, Params
from appliance.core.vault.vault_file import VaultFile

T = TypeVar("T")
Again = Callable[[], bytes]

log = get_logger("vault")


class _Open:
    """What an unsealed vault holds in memory. `again` fetches the present root key from the process that has it."""

    def __init__(self, root: bytes, keyset: KeySet, keyring: Keyring, again: Again | None) -> None:
        self.root = root
        self.keyset = keyset
        self.keyring = keyring
        self.again = again


class Vault:
    """The vault of one data folder. Thread-safe. Every key method raises `SealedError` while sealed."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = Path(data_dir) / "vault"
        self.path = self.folder / "vault.json"
        self._keyring_file = self.folder / "keyring.db"
        self._attempts = Attempts(self.folder)
        self._lock = threading.RLock()
        self._state: _Open | None = None
        self._at_seal: list[Callable[[], None]] = []

    def exists(self) -> bool:
        """Whether a vault was made here."""
        return self.path.exists()

    @property
    def method(self) -> Method:
        """How this vault is unsealed. Raises `BrokenVault` if there is none."""
        return self.file().method

    @property
    def sealed(self) -> bool:
        """Whether no key can be had."""
        return self._state is None

    def file(self) -> VaultFile:
        """vault.json as it stands: no secret in it. Raises `BrokenVault`."""
        return vault_file.read(self.path)

    def create(self, method: Method, secret: bytes, params: Params | None = None) -> None:
        """Make a new vault, left sealed. `params` are the method's own, where they were made with the secret.

        Raises `Conflict` over an existing one, `BadInput` for a weak secret, `StorageFull` (nothing was made).
        """
        with self._lock:
            if self.exists() or self._keyring_file.exists():
                raise Conflict(
                    f"{self.folder} 中已有保险库，不会覆盖；请更换数据目录或从备份恢复。",
                    f"There is a vault in {self.folder} and it will not be replaced; "
                    "choose another data folder or restore from a backup.",
                )
            params, unseal_key = lock_for(method, secret, params)
            private_dir(self.folder)
            root, keyset = envelope.new_key(), KeySet.fresh()
            # vault.json last: a crash before it leaves a nameless keyring that the next attempt throws away;
            # a crash after it leaves one that the first unseal puts in its place.
            half_made = self._half_made()
            for leftover in self.folder.glob(f"{half_made.name}*"):
                leftover.unlink()
            Keyring.create(half_made, keyset.newest(keys.KEYRING_FILE))
            made = VaultFile(new_id(), method, params, 1, b"")
            made = made.with_root(root, unseal_key, 1).with_keys(root, keyset)
            journal(self.folder, "created", method=method)
            made.write(self.path)
            half_made.replace(self._keyring_file)

    def unseal(self, secret: bytes, **told: str) -> None:
        """Open the vault. Raises `WrongKey`, `TooSoon` (after wrong ones), `BrokenVault`, `StorageFull`.

        A wrong secret on an open vault is refused too, and leaves it open. What cannot be recorded does not open:
        on a full disk neither a wrong secret nor the right one gets further. `told` goes into the journal.
        """
        with self._lock:
            file, unseal_key, root = self.verified(secret)
            if self._state is None:
                keyset = file.keyset(root)
                if file.layout == 1:
                    file.with_root(root, unseal_key, 1).with_keys(root, keyset).write(self.path)
                self._enter(root, keyset, file.method, told=told)

    def verified(self, secret: bytes) -> tuple[VaultFile, bytes, bytes]:
        """vault.json, its unseal key and its root key, if the secret is the right one.

        Raises `WrongKey` (counted, and a line in the journal), `TooSoon`, `BrokenVault`, `StorageFull`.
        """
        with self.attempt():
            file = self.file()
            unseal_key = METHODS[file.method].unseal_key(secret, file.params)
            root = file.root(unseal_key) if unseal_key is not None else None
            if unseal_key is None or root is None:
                raise WrongKey(self.failed("wrong key"))
            self._attempts.succeeded()
            return file, unseal_key, root

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Something that may be tried once the wait after the last failure is over, one at a time. Raises `TooSoon`."""
        with self._lock:
            left = self._attempts.seconds_left()
            if left:
                raise TooSoon(left)
            yield

    def failed(self, event: str, **details: int | str) -> int:
        """Count a failed attempt and journal it as `event`; returns the seconds to wait now. Raises `StorageFull`."""
        with self._lock:
            wait = self._attempts.failed()
            journal(self.folder, event, wait_seconds=wait, **details)
            return wait

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

    def adopt(self, root: bytes, again: Again | None = None) -> None:
        """Unseal with a root key handed over by the serving process. `again` asks it once more, after a rotation.

        Raises `BrokenVault` or `CannotOpen` if it is another vault's.
        """
        with self._lock:
            if self._state is None:
                self._enter(root, self.file().keyset(root), "handed over", again)

    def keyset(self) -> KeySet:
        """All data keys, for those who change them."""
        return self._opened().keyset

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Nobody unseals, seals or changes vault.json meanwhile (in this process, which holds the folder)."""
        with self._lock:
            yield

    def store_key(self) -> bytes:
        """Key of the transcript store's file."""
        return self._opened().keyset.oldest(keys.STORE)

    def search_key(self) -> bytes:
        """Key of the search index's file."""
        return self._opened().keyset.oldest(keys.SEARCH)

    def audit_key(self) -> bytes:
        """Key of the audit chain. The same for the life of the vault."""
        return self._opened().keyset.newest(keys.AUDIT)

    def export_key(self) -> bytes:
        """Key of what is exported. The same for the life of the vault."""
        return self._opened().keyset.newest(keys.EXPORT)

    def secrets_key(self) -> bytes:
        """Key of other parties' secrets that are kept here. Drawn from the export key; the same for the life of the vault."""
        return keys.derive(self.export_key(), "others-secrets")

    def backup_key(self) -> bytes:
        """Key of backups, so that a backup never lies under the store's own key. The same for the life of the vault."""
        return self._opened().keyset.newest(keys.BACKUP)

    def anchor_key(self) -> bytes:
        """Key that authenticates the audit chain's anchors. The same for the life of the vault."""
        return self._opened().keyset.newest(keys.ANCHOR)

    def contact_key(self, contact_id: str, create: bool = False) -> bytes:
        """The contact's 32-byte key; with `create`, made durable before it returns. Raises `KeyForgotten`."""
        return self.with_keyring(
            lambda ring: ring.get_or_make(contact_id) if create else ring.get(contact_id)
        )

    def contact_keys(self, contact_id: str) -> ContactKeys:
        """The contact's key, and the one before it while rows are still wrapped by that. Raises `KeyForgotten`."""
        return self.with_keyring(lambda ring: ring.both(contact_id))

    def new_contact(self) -> str:
        """A fresh contact id whose key is already durable; cheaper than making one by `contact_key`."""
        return self.with_keyring(lambda ring: ring.new_contact())

    def forget_contact(self, contact_id: str) -> None:
        """Destroy the contact's key for good."""
        self.with_keyring(lambda ring: ring.forget(contact_id))

    def value_hash(self, kind: str, value: str) -> str:
        """128-bit keyed hash of a value: 26 characters. Equal values of one kind have equal hashes."""
        return keys.value_hash(self._opened().keyset.newest(keys.VALUE_HASH), kind, value)

    def with_keyring(self, use: Callable[[Keyring], T]) -> T:
        """What `use` gives; if another process has rotated the keyring's keys, they are fetched and it is used again."""
        state = self._opened()
        try:
            try:
                return use(state.keyring)
            except StaleKeys:
                self._fetch(state)
                return use(state.keyring)
        except Exception:
            # Sealed by another thread in the middle: the closed file's complaint is not the news.
            if self._state is not state:
                raise SealedError from None
            raise

    def _opened(self) -> _Open:
        state = self._state
        if state is None:
            raise SealedError
        return state

    def _fetch(self, state: _Open) -> None:
        if state.again is None:
            raise StaleKeys
        root = state.again()
        self.now_holds(root, self.file().keyset(root))

    def now_holds(self, root: bytes, keyset: KeySet) -> None:
        """Take over what vault.json now says, if open: after a change of keys."""
        with self._lock:
            state = self._state
            if state is not None:
                state.keyring.use(keyset.versions(keys.CONTACT_WRAP))
                state.root, state.keyset = root, keyset

    def _enter(
        self,
        root: bytes,
        keyset: KeySet,
        method: str,
        again: Again | None = None,
        told: dict[str, str] | None = None,
    ) -> None:
        half_made = self._half_made()
        if not self._keyring_file.exists() and half_made.exists():
            half_made.replace(self._keyring_file)
        ring = Keyring(
            self._keyring_file, keyset.newest(keys.KEYRING_FILE), keyset.versions(keys.CONTACT_WRAP)
        )
        try:
            journal(self.folder, "unsealed", method=method, **(told or {}))
        except BaseException:
            ring.close()
            raise
        self._state = _Open(root, keyset, ring, again)
        try:
            self._replay()
        except BaseException:
            self._state = None  # what was erased must go before anything else may open
            ring.close()
            raise

    def _replay(self) -> None:
        """Destroy again what was erased, in case the keyring is an older one. A damaged ledger locks nobody out."""
        try:
            ledger.replay(ledger.of(self), self)
        except ledger.BadLedger as problem:
            log.error("erasure ledger damaged", line=problem.number)
            journal(self.folder, "ledger damaged", line=problem.number)

    def _half_made(self) -> Path:
        return self._keyring_file.with_suffix(".half-made")


def lock_for(method: Method, secret: bytes, params: Params | None = None) -> tuple[Params, bytes]:
    """The parameters to keep for a new secret, and its unseal key. Raises `BadInput` for one that is too weak."""
    params = METHODS[method].new_params(secret) if params is None else params
    unseal_key = METHODS[method].unseal_key(secret, params)
    assert unseal_key is not None  # the method has just accepted the secret
    return params, unseal_key
