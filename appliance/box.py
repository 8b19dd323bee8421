"""The sealed or open box of the whole house under one data folder. What is in an open one, `wiring` says.

Sealed: only settings, vault and masking are there, and every door that needs more answers 503. Open: everything is. It is
never half open: what fails on the way closes and seals it again.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, Protocol

from appliance.core.audit import from_journal
from appliance.core.jobs.registry import Registry
from appliance.core.kit import folder, logs
from appliance.core.kit.errors import BadInput
from appliance.core.kit.parts import Parts
from appliance.core.kit.quiet import hush
from appliance.core.masking.engine import Masker
from appliance.core.settings import Settings
from appliance.core.store.engine import create_store
from appliance.core.store.session import Store
from appliance.core.vault import envelope, rekey
from appliance.core.vault.collecting import Collecting, Progress
from appliance.core.vault.vault import Vault

if TYPE_CHECKING:
    from appliance.ai.inference.engine import Engine

log = logs.get_logger("wiring")


class Worker(Protocol):
    """What runs the jobs of an open appliance; `cli` says which."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


class Beside(Protocol):
    """What runs in a process of its own with keys of ours (`appliance.beside`)."""

    def opened(self) -> None:
        """All is open here: it may fetch the keys."""
        ...

    def until_ready(self, seconds: float) -> bool:
        """Wait until it serves; whether it does."""
        ...

    def seal(self) -> None:
        """It is to drop its keys; said without waiting."""
        ...

    def tell(self, echo: str) -> None:
        """What was just answered, so that it may answer the same; nobody waits for it."""
        ...

    def until_sealed(self) -> None:
        """Wait until it has, or has been ended."""
        ...

    def stop(self) -> None:
        """End it, and wait until it has closed the store."""
        ...


class Box(ABC):
    """One process at a time holds the folder."""

    def __init__(self, settings: Settings) -> None:
        hush()
        envelope.choose(settings.cipher)
        self.settings = settings
        self.data_dir = settings.data_dir.resolve()
        self.vault = Vault(self.data_dir)
        self.collecting = Collecting(self.vault)
        self.masker = Masker()
        self.parts = Parts()
        self.parts.provide(Settings, settings)
        self.parts.provide(Vault, self.vault)
        self.parts.provide(Masker, self.masker)
        self.engine: Engine | None = None
        self.worker: Worker | None = None
        self.beside: Beside | None = None
        self.make_worker: Callable[[Parts, Registry], Worker] | None = None
        self._lock_file: IO[str] | None = None
        self._change = threading.RLock()
        self._closers: list[Callable[[], object]] = []

    @property
    def store(self) -> Store:
        """The open store. Raises `Unavailable` while sealed."""
        return self.parts.get(Store)

    def redact(self, text: str) -> str:
        """What a log line of ours may hold of `text`: our lines are ids and numbers, so quick rules are enough."""
        return self.masker.redact(text)

    # --- the data folder ---

    def take_folder(self) -> None:
        """Take the data folder for this process. Raises `Conflict` when another process has it."""
        self._lock_file = folder.take(self.data_dir)

    def secret(self) -> bytes | None:
        """The unseal secret that the settings name; None when persons must give it."""
        method = self.vault.method if self.vault.exists() else self.settings.seal
        if method == "keyfile":
            try:
                return self.settings.key_path.read_bytes()
            except OSError:
                raise BadInput(
                    "读不到 KEY_FILE 指定的密钥文件，请检查路径与权限。",
                    "The key file named by KEY_FILE cannot be read; check its path and permissions.",
                ) from None
        return (
            (self.settings.passphrase.get_secret_value().encode() or None) if method == "passphrase" else None
        )

    # --- seal and unseal ---

    def unseal(self, secret: bytes, *, new: bool = False) -> None:
        """Open vault, store and the parts that stand on them. Fast: what loads slowly is left to `start`.

        `new` makes the store; otherwise a missing store is an error, never an empty one in its place.
        """
        with self._change:
            self.vault.unseal(secret)
            if self.parts.has(Store):
                return
            if new:
                create_store(self.settings.store_path, self.vault.store_key()).close()
            self._open_or_seal()

    def open_present(self) -> None:
        """Open the store with the vault that is unsealed already, as a start would."""
        with self._change:
            self._open_or_seal()

    def offer_share(self, typed: str) -> Progress:
        """Take a custodian's share; the last one that is needed opens everything, as `unseal` does."""
        with self._change:
            progress = self.collecting.offer(typed)
            if progress.open:
                self._open_or_seal()
            return progress

    def join(self, again: Callable[[], bytes]) -> None:
        """Open the same store as a second process: `again` fetches the root key from the one that holds the folder."""
        with self._change:
            self.vault.adopt(again(), again)
            self._open_or_seal(settle=False)

    def _open_or_seal(self, settle: bool = True) -> None:
        try:
            if settle:
                rekey.settle(self.vault, self.settings.store_path, [self.settings.search_path])
            self._open(first=settle)
        except BaseException:
            self._close()
            self.vault.seal()  # half open would look open
            raise

    @abstractmethod
    def _open(self, first: bool) -> None:
        """Make and provide the parts that stand on the unsealed vault; `first`: in the process that holds the folder."""

    @abstractmethod
    def _withdraw(self) -> None:
        """Take away from the doors what stands on an open store."""

    def seal(self) -> None:
        """Drop the keys at once, whatever is under way, then stop everything that stood on them.

        The seal itself goes into the journal, and from there into the audit chain at the next unseal: sealing waits for
        no writer and needs no room on the disk.
        """
        with self._change:
            if self.beside is not None:
                self.beside.seal()
            self._withdraw()
            self.vault.seal()
            if self.beside is not None:
                self.beside.until_sealed()  # who closes the store last lists its pages, and that is us
            self._close()

    def note_vault(self) -> None:
        """Take what has happened to the vault into the audit chain now, if that is open; else the next unseal does."""
        with self._change:
            if self.parts.has(Store):
                with self.store.writing(essential=True) as s:
                    from_journal.take_in(s, self.vault.folder)

    def _close(self) -> None:
        if self.worker is not None:
            self.worker.stop()
            self.worker = None
        self._withdraw()
        for close in reversed(self._closers):
            try:
                close()
            except Exception:
                log.exception("a part did not close")
        self._closers = []
        self.engine = None

    def stop(self) -> None:
        """End: worker, engine, store, keys, folder. Safe in any state."""
        with self._change:
            if self.beside is not None:
                self.beside.stop()
            self._close()
            self.collecting.forget()
            self.vault.seal()
            if self._lock_file is not None:
                self._lock_file.close()
                self._lock_file = None
