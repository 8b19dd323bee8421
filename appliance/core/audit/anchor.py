"""The head of the chain, written down outside the store.

An encrypted file that is put back whole, or cut at its end, still opens and still verifies by itself. The anchor remembers
how far the chain had come: a store that lags behind it was rolled back. One line per second at most, "seq hash".
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from appliance.core.audit.tables import TABLE
from appliance.core.kit.errors import ApplianceError
from appliance.core.kit.logs import get_logger
from appliance.core.store.session import Store
from appliance.core.vault.files import private_dir

log = get_logger("audit")


class BadAnchor(ApplianceError):
    """A line of the anchor file is not of its form: somebody wrote into it."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"审计锚定文件第 {number} 行已损坏；请用异地副本核对。",
            f"Line {number} of the audit anchor is damaged; compare it with the copy kept elsewhere.",
        )


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """(seq, hash) of each line, oldest first. A last line cut short by a crash is left out. Raises `BadAnchor`.

    Lines written after the first was asked for are left out as well: whoever walks a snapshot of the store taken
    since then must not be told of events that came later.
    """
    if not path.exists():
        return
    with path.open("rb") as file:
        left = os.fstat(file.fileno()).st_size
        before = 0
        for number, line in enumerate(file, 1):
            left -= len(line)
            if left < 0 or not line.endswith(b"\n"):
                return
            seq, _, digest = line.decode("ascii", "replace").strip().partition(" ")
            if not (seq.isascii() and seq.isdigit() and len(digest) == 64 and int(seq) > before):
                raise BadAnchor(number)
            before = int(seq)
            yield before, digest


def write(path: Path, seq: int, digest: str) -> bool:
    """Add the head, durably, unless the anchor is as far already. Several processes may do so."""
    private_dir(path.parent)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 400))
        tail = file.read()
        whole, torn = tail[: tail.rfind(b"\n") + 1], tail[tail.rfind(b"\n") + 1 :]
        if torn:
            file.truncate(size - len(torn))
        last = whole.splitlines()[-1].split(b" ")[0] if whole else b"0"
        if last.isdigit() and int(last) >= seq:
            return False
        file.write(f"{seq} {digest}\n".encode())
        file.flush()
        os.fsync(file.fileno())
    return True


class Anchoring:
    """A thread that writes the head down within a second of its commit."""

    def __init__(self, store: Store, path: Path, *, every: float = 0.5) -> None:
        self._store = store
        self._path = path
        self._every = every
        self._committed = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="audit anchor", daemon=True)
        store.on_commit(self._committed.set)

    def start(self) -> None:
        """Begin, with the head as it stands."""
        self._committed.set()
        self._thread.start()

    def stop(self) -> None:
        """Write the last head and end."""
        self._stopped.set()
        self._committed.set()
        if self._thread.is_alive():
            self._thread.join()
        self.now()

    def now(self) -> None:
        """Write the head down at once."""
        with self._store.reading() as s:
            head = s.execute(select(TABLE.c.seq, TABLE.c.hash).order_by(TABLE.c.seq.desc()).limit(1)).first()
        if head is not None:
            write(self._path, head.seq, head.hash)

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._committed.wait()
            self._committed.clear()
            try:
                self.now()
            except Exception as problem:  # noqa: BLE001 - a full disk must not end the anchor for good
                log.error("anchor not written", kind=type(problem).__name__)
            self._stopped.wait(self._every)
