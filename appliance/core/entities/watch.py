"""Every process follows the newest approved policy: at once where it was approved, within a second elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Callable

from appliance.core.entities import versions
from appliance.core.kit.logs import get_logger
from appliance.core.masking.policy import Policies
from appliance.core.store.session import Store

log = get_logger("entities")

EVERY = 0.5  # seconds between two looks; one look reads two rows of an index


class PolicyWatch:
    """Hands the book to whoever shows or masks: `store.policies` here, the masker by `adopt`. Cached by its version."""

    def __init__(self, store: Store, adopt: Callable[[Policies], None], *, every: float = EVERY) -> None:
        self._store = store
        self._adopt = adopt
        self._every = every
        self._seen: tuple[int, int] | None = None
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="masking policy", daemon=True)

    def refresh(self) -> Policies:
        """Look now, and follow what holds."""
        with self._lock:
            with self._store.reading() as s:
                numbers = versions.numbers(s)
                if numbers == self._seen:
                    return self._store.policies
                book = versions.current(s)
            self._adopt(book)
            self._store.policies = book
            self._seen = numbers
            return book

    def start(self) -> None:
        """Follow now, and keep looking."""
        self.refresh()
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(self._every):
            try:
                self.refresh()
            except Exception as problem:  # noqa: BLE001 - a busy store must not end the watch
                log.warning("masking policy not read", kind=type(problem).__name__)
