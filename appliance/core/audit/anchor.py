"""The head of the chain, written down outside the store within a second of its commit.

An encrypted file that is put back whole, or cut at its end, still opens and still verifies by itself. The anchor remembers
how far the chain had come: a store that lags behind it was rolled back. It goes to a file beside the data, to a second one
on another disk (`ANCHOR_PATH`) and to the bank's log server (`AUDIT_SYSLOG`), as far as these are set.
"""

from __future__ import annotations

import threading
from pathlib import Path

from sqlalchemy import select

from appliance.core.audit import marks
from appliance.core.audit.syslog import Syslog
from appliance.core.audit.tables import TABLE
from appliance.core.kit.logs import get_logger
from appliance.core.settings import Settings
from appliance.core.store.session import Store

log = get_logger("audit")


class Anchoring:
    """A thread that writes the head down within a second of its commit."""

    def __init__(
        self,
        store: Store,
        path: Path,
        *,
        second: Path | None = None,
        syslog: Syslog | None = None,
        every: float = 0.5,
    ) -> None:
        self._store = store
        self._paths = (path,) if second is None else (path, second)
        self._syslog = syslog
        self._every = every
        self._committed = threading.Event()
        self._stopped = threading.Event()
        self._failing: set[Path] = set()
        self._thread = threading.Thread(target=self._run, name="audit anchor", daemon=True)
        store.on_commit(self._committed.set)

    @classmethod
    def of(cls, store: Store, settings: Settings) -> Anchoring:
        """Wherever the settings say."""
        own, *second = settings.anchor_paths
        syslog = Syslog(settings.audit_syslog) if settings.audit_syslog else None
        return cls(store, own, second=second[0] if second else None, syslog=syslog)

    def start(self) -> None:
        """Begin, with the head as it stands."""
        self._committed.set()
        if self._syslog is not None:
            self._syslog.start()
        self._thread.start()

    def stop(self) -> None:
        """Write the last head and end."""
        self._stopped.set()
        self._committed.set()
        if self._thread.is_alive():
            self._thread.join()
        self.now()
        if self._syslog is not None:
            self._syslog.stop()

    def now(self) -> None:
        """Write the head down at once, wherever it goes; a place that cannot be written is said once and tried again."""
        with self._store.reading() as s:
            head = s.execute(select(TABLE.c.seq, TABLE.c.hash).order_by(TABLE.c.seq.desc()).limit(1)).first()
        if head is None:
            return
        for path in self._paths:
            try:
                marks.write(path, head.seq, head.hash)
                self._failing.discard(path)
            except Exception as problem:  # noqa: BLE001 - a full disk must end neither the anchor nor the other places
                if path not in self._failing:
                    log.error("anchor not written", file=path.name, kind=type(problem).__name__)
                self._failing.add(path)
        if self._syslog is not None:
            self._syslog.send(head.seq, head.hash)

    @property
    def failing(self) -> list[str]:
        """The places that could not be written the last time: file names, or the address of the log server."""
        failing = [str(path) for path in self._paths if path in self._failing]
        if self._syslog is not None and self._syslog.failing:
            failing.append(self._syslog.address)
        return failing

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._committed.wait()
            self._committed.clear()
            try:
                self.now()
            except Exception as problem:  # noqa: BLE001 - a store that cannot be read must not end the anchor for good
                log.error("head not read", kind=type(problem).__name__)
            self._stopped.wait(self._every)
