"""Which keys were destroyed: a file that only grows, beside the keyring.

    {"n":1,"at":"2026-03-03T09:00:00.000Z","what":"contact","id":"01JN…","mac":"9c1e…"}

One line for each contact (or single conversation) that was erased: a random id and a time, nothing else. Each line is
authenticated together with the one before it, and durable before the key itself is destroyed. So whatever is put back
later, a keyring or a backup older than the erasure, the ledger says what must go again:

    with the vault open and before the store is:  ledger.replay(ledger.of(vault), vault)

`Vault.unseal` does so each time; a restore must do so after it has put files back. What the ledger's conversations
and contacts left in the rows of a restored store is removed by `governance/compliance` when the store opens.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal, Protocol

from appliance.core.kit import clock
from appliance.core.kit.disk import full_disk_said
from appliance.core.kit.errors import ApplianceError
from appliance.core.vault import keys
from appliance.core.vault.errors import KeyForgotten
from appliance.core.vault.files import private_dir, sync_dir

FILE = "erasures.log"
What = Literal["contact", "conversation"]
_GENESIS = "0" * 64


class BadLedger(ApplianceError):
    """A line of the ledger is not what was written: changed, removed or put in."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"删除台账（vault/{FILE}）第 {number} 行被改动或缺失；请用异地副本核对，并通知合规部门。",
            f"Line {number} of the erasure ledger (vault/{FILE}) was changed or is missing; "
            "compare it with a copy kept elsewhere and tell compliance.",
        )
        self.number = number


@dataclass(frozen=True, slots=True)
class Line:
    """One erased key. `number` counts from 1 without gaps; `at` is ISO 8601 in UTC; `mac` covers all before it."""

    number: int
    at: str
    what: What
    id: str
    mac: str


class HoldsKeys(Protocol):
    """The part of the vault that a replay needs."""

    @property
    def folder(self) -> Path: ...

    def audit_key(self) -> bytes: ...

    def contact_key(self, contact_id: str, create: bool = False) -> bytes: ...

    def forget_contact(self, contact_id: str) -> None: ...


def of(vault: HoldsKeys) -> Ledger:
    """The ledger of an open vault. Raises `SealedError`."""
    return Ledger(vault.folder / FILE, keys.derive(vault.audit_key(), "erasure-ledger"))


def replay(ledger: Ledger, vault: HoldsKeys) -> list[str]:
    """Destroy again every contact's key that the ledger names; returns the ids whose key was there.

    Safe to repeat. A damaged line ends the reading: what stands before it is destroyed, then `BadLedger` is raised.
    """
    found = []
    for line in ledger:
        if line.what != "contact":
            continue
        try:
            vault.contact_key(line.id)
        except KeyForgotten:
            continue
        vault.forget_contact(line.id)
        found.append(line.id)
    return found


class Ledger:
    """The ledger in one file. Several processes may append."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.path = path
        self._key = key

    def __iter__(self) -> Iterator[Line]:
        """The lines, oldest first. A last line cut short by a crash was never acknowledged and is left out.

        Raises `BadLedger` at the first line that is not what was written.
        """
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return iter(())
        return self._read(content)

    def ids(self, what: What = "contact") -> list[str]:
        """What was erased, oldest first. Raises `BadLedger`."""
        return [line.id for line in self if line.what == what]

    def head(self) -> tuple[int, str]:
        """Number and MAC of the last line; (0, 64 zeros) for an empty ledger. Raises `BadLedger`."""
        number, mac = 0, _GENESIS
        for line in self:
            number, mac = line.number, line.mac
        return number, mac

    def append(self, ids: Iterable[str], what: What = "contact") -> list[Line]:
        """Add what is not in yet, durably before it returns; gives the lines of all `ids`.

        Raises `BadLedger` (nothing is added to a damaged ledger) and `StorageFull` (nothing was added).
        """
        wanted = list(dict.fromkeys(ids))
        with full_disk_said(), self._locked() as file:
            content = file.read()
            known, whole = list(self._read(content)), content.rfind(b"\n") + 1
            number, mac = (known[-1].number, known[-1].mac) if known else (0, _GENESIS)
            have = {line.id: line for line in known if line.what == what}
            at = clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
            added = b""
            for each in wanted:
                if each not in have:
                    number, mac = number + 1, self._mac(mac, number + 1, at, what, each)
                    have[each] = Line(number, at, what, each, mac)
                    added += _written(have[each])
            if added:
                self._write(file, whole, added)
        return [have[each] for each in wanted]

    def adopt(self, other: bytes) -> int:
        """Take in what another copy of this ledger knows and this one does not; returns how many. Raises `BadLedger`
        if the other was touched."""
        known = {(line.what, line.id) for line in self}
        fresh = [line for line in self._read(other) if (line.what, line.id) not in known]
        for line in fresh:
            self.append([line.id], line.what)
        return len(fresh)

    def set_aside(self) -> Path | None:
        """Put a damaged ledger beside itself under another name, for whoever looks into it, and begin a fresh one with
        the lines before the damage. Gives the new path of the damaged one; `None` when nothing is wrong.
        """
        if not self.path.exists():
            return None
        content = self.path.read_bytes()
        good = list(self._read(content, until_bad=True))
        if len(good) == len(content[: content.rfind(b"\n") + 1].splitlines()):
            return None
        aside = self.path.with_name(f"{self.path.name}.damaged-{clock.now():%Y%m%d%H%M%S}")
        self.path.replace(aside)
        sync_dir(self.path.parent)
        for what in ("contact", "conversation"):
            self.append([line.id for line in good if line.what == what], what)
        return aside

    def _read(self, content: bytes, *, until_bad: bool = False) -> Iterator[Line]:
        mac = _GENESIS
        for number, raw in enumerate(content[: content.rfind(b"\n") + 1].splitlines(), 1):
            line = self._parse(raw, number, mac)
            if line is None:
                if until_bad:
                    return
                raise BadLedger(number)
            mac = line.mac
            yield line

    def _parse(self, raw: bytes, number: int, before: str) -> Line | None:
        try:
            kept = json.loads(raw)
            line = Line(kept["n"], kept["at"], kept["what"], kept["id"], kept["mac"])
        except (ValueError, KeyError, TypeError):
            return None
        if line.number != number or line.what not in ("contact", "conversation"):
            return None
        right = self._mac(before, line.number, line.at, line.what, line.id)
        return line if hmac.compare_digest(right, str(line.mac)) else None

    def _mac(self, before: str, number: int, at: str, what: str, id_: str) -> str:
        return hmac.new(
            self._key, json.dumps([before, number, at, what, id_]).encode(), hashlib.sha256
        ).hexdigest()

    def _locked(self) -> IO[bytes]:
        private_dir(self.path.parent)
        fresh = not self.path.exists()
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        file = os.fdopen(descriptor, "r+b", buffering=0)
        fcntl.flock(file, fcntl.LOCK_EX)
        if fresh:
            sync_dir(self.path.parent)
        return file

    @staticmethod
    def _write(file: IO[bytes], whole: int, added: bytes) -> None:
        """Write after the last whole line; half a line left by a crash is written over."""
        file.truncate(whole)
        file.seek(whole)
        try:
            rest = memoryview(added)
            while rest:
                rest = rest[file.write(rest) :]
            os.fsync(file.fileno())
        except BaseException:
            file.truncate(whole)
            raise


def _written(line: Line) -> bytes:
    kept = {"n": line.number, "at": line.at, "what": line.what, "id": line.id, "mac": line.mac}
    return json.dumps(kept, separators=(",", ":")).encode() + b"\n"
