"""The anchor file: how far the chain had come, one line a second at most, added to and never rewritten.

    SEQ HASH                    the head at that time
    back LAST SEQ HASH MAC      two persons took the store back (`backup restore`): of the marks above this line only those
                                up to LAST still count, and the chain goes on with event SEQ, the record of it

    still SEQ HASH DIGEST       the store was closed at SEQ and stands still; DIGEST is the SHA-256 of the list of its pages
    runs SEQ HASH               it was opened again

A `back` line needs the audit key (HMAC-SHA256 over the line and the one before it), so that whoever can write the
file but holds no key cannot void what it says.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from appliance.core.kit.disk import full_disk_said
from appliance.core.kit.errors import ApplianceError
from appliance.core.vault.files import private_dir

LONGEST = 400  # bytes of the longest line, generously


class BadAnchor(ApplianceError):
    """A line of the anchor file is not of its form, or not ours: somebody wrote into it."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"审计锚定文件第 {number} 行已损坏；请用异地副本核对，查清后由两人执行 appliance backup accept。",
            f"Line {number} of the audit anchor is damaged; compare it with the copy kept elsewhere, "
            "then let two persons take the store as it is with `appliance backup accept`.",
        )


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    end: int  # offset behind it
    seq: int
    digest: str
    back: int | None = None  # LAST of a back line
    kind: str = ""
    pages: str = ""  # DIGEST of a still line


def lines(path: Path, key: bytes | None = None) -> Iterator[tuple[int, str]]:
    """(seq, hash) of each mark that counts, oldest first. A last line cut short by a crash is left out.

    With the audit `key` the `back` lines are checked too. Raises `BadAnchor`. Lines written after the first was asked
    for are left out as well: whoever walks a snapshot of the store taken since then must not be told of later events.
    """
    if not path.exists():
        return
    size = path.stat().st_size
    # From the end: the lowest number that the file went back to after each `back` line.
    lowest: list[tuple[int, int]] = []
    for line in reversed([line for line in _read(path, size, key) if line.back is not None]):
        assert line.back is not None
        lowest.append((line.end, min(line.back, lowest[-1][1]) if lowest else line.back))
    lowest.reverse()
    for line in _read(path, size, None):
        while lowest and lowest[0][0] <= line.end:
            lowest.pop(0)
        if not lowest or line.seq <= lowest[0][1]:
            yield line.seq, line.digest


def last(path: Path, key: bytes | None = None) -> tuple[int, str] | None:
    """The newest mark, read from the end of the file; None for an empty or missing one. Raises `BadAnchor`."""
    line = _last(path, key)
    return (line.seq, line.digest) if line is not None else None


def standing(path: Path, key: bytes | None = None) -> str | None:
    """The digest of the page list, if the last word of the anchor is that the store stands still. Raises `BadAnchor`."""
    line = _last(path, key)
    return line.pages if line is not None and line.kind == "still" else None


def _last(path: Path, key: bytes | None) -> _Line | None:
    if not path.exists():
        return None
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 3 * LONGEST))
        whole = file.read()
    whole = whole[: whole.rfind(b"\n") + 1]
    if not whole:
        return None
    found = whole.splitlines()[-2:]
    line = _parse(found[-1], found[-2] if len(found) > 1 else b"", 0, 0, key)
    if line is None:
        raise BadAnchor(sum(1 for _ in path.open("rb")))
    return line


def write(path: Path, seq: int, digest: str) -> bool:
    """Add the head, durably, unless the anchor is as far already. Several processes may do so. Raises `StorageFull`."""
    return _append(path, lambda before: None if before.seq >= seq else f"{seq} {digest}")


def still(path: Path, pages: str) -> None:
    """Say that the store stands still at the last mark, its pages listed under that digest. Raises `StorageFull`."""
    _append(path, lambda before: f"still {before.seq} {before.digest} {pages}" if before.seq else None)


def runs(path: Path) -> None:
    """Say that the store that stood still is open again. Raises `StorageFull`."""
    _append(path, lambda before: f"runs {before.seq} {before.digest}" if before.kind == "still" else None)


def go_back(path: Path, seq: int, digest: str, key: bytes, agrees: Callable[[int, str], bool]) -> None:
    """Say that the chain goes on with event `seq`, the record of going back. Raises `StorageFull`.

    `agrees` tells whether the store has that hash at that number: earlier marks count as far as it does.
    """
    try:
        known = list(lines(path, key))
    except BadAnchor:
        known = []  # what cannot be read cannot count; it stays, under another name, for whoever looks into it
        path.rename(path.with_name(f"{path.name}.damaged-{secrets.token_hex(4)}"))
    low, high = 0, len(known)  # a store that differs at one mark differs at all later ones
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if agrees(*known[middle]) else (low, middle)
    last = min(known[low - 1][0], seq - 1) if low else 0
    _append(path, lambda before: f"back {last} {seq} {digest} {_mac(key, last, seq, digest, before.text)}")


@dataclass(frozen=True, slots=True)
class _Before:
    seq: int
    digest: str
    kind: str
    text: bytes


def _append(path: Path, line: Callable[[_Before], str | None]) -> bool:
    with full_disk_said():
        private_dir(path.parent)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "r+b", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - 3 * LONGEST))
            tail = file.read()
            whole, torn = tail[: tail.rfind(b"\n") + 1], tail[tail.rfind(b"\n") + 1 :]
            if torn:
                file.truncate(size - len(torn))
                size -= len(torn)
            text = whole.splitlines()[-1] if whole else b""
            parsed = _parse(text, b"", 0, 0, None)
            known = (parsed.seq, parsed.digest, parsed.kind) if parsed else (0, "", "")
            content = line(_Before(*known, text))
            if content is None:
                return False
            try:
                left = memoryview(content.encode() + b"\n")
                while left:
                    left = left[file.write(left) :]
                os.fsync(descriptor)
            except BaseException:
                file.truncate(size)
                raise
    return True


def _read(path: Path, size: int, key: bytes | None) -> Iterator[_Line]:
    with path.open("rb") as file:
        at, before, highest = 0, b"", 0
        for number, raw in enumerate(file, 1):
            at += len(raw)
            if at > size or not raw.endswith(b"\n"):
                return
            line = _parse(raw.rstrip(b"\n"), before, number, at, key)
            if line is None or line.seq < highest + _STEP[line.kind]:
                raise BadAnchor(number)
            before, highest = raw.rstrip(b"\n"), line.seq
            yield line


# By how much the number of a line must be above that of the line before.
_STEP = {"": 1, "still": 0, "runs": 0, "back": -(2**62)}
_WORDS = {"": 2, "still": 4, "runs": 3, "back": 5}


def _parse(raw: bytes, before: bytes, number: int, end: int, key: bytes | None) -> _Line | None:
    words = raw.decode("ascii", "replace").split(" ")
    kind = words[0] if words[0] in ("still", "runs", "back") else ""
    if len(words) != _WORDS[kind]:
        return None
    rest = words[1:] if kind else words
    last = rest.pop(0) if kind == "back" else "0"
    seq, digest = rest[:2]
    if not (_number(last) and _number(seq) and int(seq) > 0 and len(digest) == 64):
        return None
    if kind == "back" and key is not None:
        mac = _mac(key, int(last), int(seq), digest, before)
        if not hmac.compare_digest(mac, rest[2]):
            return None
    back, pages = (int(last) if kind == "back" else None), (rest[2] if kind == "still" else "")
    return _Line(number, end, int(seq), digest, back, kind, pages)


def _number(word: str) -> bool:
    return word.isascii() and word.isdigit()


def _mac(key: bytes, last: int, seq: int, digest: str, before: bytes) -> str:
    message = b"kefu/anchor/back/1\n" + before + f"\n{last} {seq} {digest}".encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()
