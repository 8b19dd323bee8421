"""Several custodians unseal together: each gives a share, in any order, from any terminal, to the running service.

Shares wait in memory only, until there are enough, somebody gives up, or nobody comes for 15 minutes.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import timedelta

from appliance.core.kit.errors import ApplianceError, BadInput, Conflict
from appliance.core.kit.logs import get_logger
from appliance.core.vault.errors import WrongShare
from appliance.core.vault.shares import BadShare, Collector
from appliance.core.vault.vault import Vault

log = get_logger("vault")

PATIENCE = timedelta(minutes=15)


@dataclass(frozen=True)
class Progress:
    """How far it is. `open`: there were enough, and the vault is open."""

    have: int
    need: int
    open: bool = False


def take(vault: Vault, collector: Collector, typed: str) -> int:
    """Give one share to `collector`; returns its number. A bad one is counted and journalled like a wrong key.

    Raises `WrongShare`, `TooSoon`, `GivenTwice` (not counted), `StorageFull`.
    """
    with vault.attempt():
        try:
            return collector.add(typed)
        except BadShare as problem:
            wait = vault.failed("wrong share", why=problem.why)
            raise WrongShare(problem, wait) from None


def gave_up(vault: Vault, collector: Collector) -> int:
    """Count and journal an attempt that ended with too few shares; returns the seconds to wait."""
    custodians = ",".join(map(str, collector.numbers))
    return vault.failed(
        "too few shares", shares=len(collector.numbers), threshold=collector.need, custodians=custodians
    )


class Collecting:
    """The shares given so far to one vault. Thread-safe."""

    def __init__(self, vault: Vault, patience: timedelta = PATIENCE) -> None:
        self._vault = vault
        self._patience = patience
        self._lock = threading.RLock()
        self._collector: Collector | None = None
        self._timer: threading.Timer | None = None

    def progress(self) -> Progress:
        """How many there are of how many. Raises `BadInput` for a vault that is not sealed by shares."""
        with self._lock:
            collector = self._collector or self._begin()
            return Progress(len(collector.numbers), collector.need, not self._vault.sealed)

    def offer(self, typed: str) -> Progress:
        """Take one share, and open the vault with the last one that is needed.

        Raises as `take`, `Conflict` when the vault is open already, and as `Vault.unseal`.
        """
        with self._lock:
            if not self._vault.sealed:
                raise Conflict(
                    "系统已经解封，不需要份额。", "The appliance is unsealed already; no share is needed."
                )
            collector = self._collector or self._begin()
            take(self._vault, collector, typed)
            if not collector.complete:
                self._collector = collector
                self._wait()
                return Progress(len(collector.numbers), collector.need)
            custodians = ",".join(map(str, collector.numbers))
            self._drop()
            self._vault.unseal(collector.secret(), custodians=custodians)
            return Progress(collector.need, collector.need, True)

    def abandon(self) -> bool:
        """Forget what was given. False if there was nothing."""
        with self._lock:
            collector = self._collector
            self._drop()
            if collector is None:
                return False
            gave_up(self._vault, collector)
            return True

    def forget(self) -> None:
        """Drop what was given without a word: the service stops."""
        with self._lock:
            self._drop()

    def _begin(self) -> Collector:
        file = self._vault.file()
        if file.method != "shares":
            raise BadInput(
                f"本库不是用份额封存的（解封方式：{file.method}）。",
                f"This vault is not sealed by shares (its method is {file.method}).",
            )
        return Collector(file.params)

    def _drop(self) -> None:
        self._collector = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wait(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = threading.Timer(self._patience.total_seconds(), self._time_is_up, [self._collector])
        self._timer.daemon = True
        self._timer.start()

    def _time_is_up(self, collector: Collector) -> None:
        with self._lock:
            if self._collector is collector:
                try:
                    self.abandon()
                except ApplianceError as problem:
                    log.error("shares dropped, not journalled", reason=problem.en)
