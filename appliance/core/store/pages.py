"""The pages of an encrypted file, as SQLCipher 4 lays them out, and whether each is as it was written.

A page of 4096 bytes ends in 16 bytes IV and 64 bytes HMAC-SHA512 over content, IV and page number (the salt, first 16
bytes of the file, is left out). The key of the HMAC comes from the raw key: PBKDF2-HMAC-SHA512, 2 rounds, salt XOR 0x3a
(SQLCipher design, "Page HMAC"). Reading them here shows progress and names pages in the write-ahead log too, which
`PRAGMA cipher_integrity_check` does not look into.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import struct
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

SIZE = 4096
TAG = 64
_SALT = 16
_WAL_HEADER, _FRAME_HEADER = 32, 24

Report = Callable[[int, int], None]


class Seal:
    """Checks pages of one file. `key` is the file's raw key."""

    def __init__(self, path: Path, key: bytes) -> None:
        with path.open("rb") as file:
            salt = file.read(_SALT)
        masked = bytes(byte ^ 0x3A for byte in salt)
        secret = hashlib.pbkdf2_hmac("sha512", key, masked, 2, 32)
        self._begun = hmac.new(secret, digestmod=hashlib.sha512)

    def whole(self, number: int, page: bytes) -> bool:
        """Whether the page is as it was written under its number."""
        if len(page) < SIZE:
            return False
        mac = self._begun.copy()
        mac.update(page[_SALT if number == 1 else 0 : -TAG])
        mac.update(struct.pack("<I", number))
        return hmac.compare_digest(mac.digest(), page[-TAG:])


def broken(path: Path, key: bytes, report: Report = lambda done, total: None) -> list[int]:
    """Numbers of the pages of the file that are not as they were written; the last one too if it is cut short.

    A page that is being written at this moment is read again before it is believed.
    """
    seal, total = Seal(path, key), -(-path.stat().st_size // SIZE)
    found: list[int] = []
    with path.open("rb") as file:
        for number in range(1, total + 1):
            page = file.read(SIZE)
            if not seal.whole(number, page):
                found.append(number)
            if number % 4096 == 0:
                report(number, total)
        report(total, total)
        for _ in range(3 if found else 0):
            time.sleep(0.02)
            found = [number for number in found if not seal.whole(number, _at(file.fileno(), number))]
    return found


def _at(descriptor: int, number: int) -> bytes:
    return os.pread(descriptor, SIZE, (number - 1) * SIZE)


def tags(path: Path) -> bytes:
    """16 bytes of each page's HMAC, in order: another content, and also an older one of the same page, has another tag."""
    found = bytearray()
    with path.open("rb") as file:
        while block := file.read(256 * SIZE):
            for at in range(SIZE - TAG, len(block), SIZE):
                found += block[at : at + 16]
    return bytes(found)


@dataclass(frozen=True, slots=True)
class Frame:
    """One page in the write-ahead log. `commit`: pages of the file after the commit that ends here, 0 if none does."""

    index: int
    number: int
    commit: int
    page: bytes


def frames(wal: Path) -> Iterator[Frame]:
    """The frames that SQLite would take, up to the first whose checksum or salt does not fit (SQLite file format, 4.2)."""
    if not wal.exists():
        return
    with wal.open("rb") as file:
        header = file.read(_WAL_HEADER)
        if len(header) < _WAL_HEADER:
            return
        magic, _, size, _, *rest = struct.unpack(">8I", header)
        if magic >> 1 != 0x377F0682 >> 1 or size != SIZE:
            return
        order = ">" if magic & 1 else "<"
        salt, summed = header[16:24], _checksum(order, header[:24], (0, 0))
        if summed != (rest[2], rest[3]):
            return
        index = 0
        while len(head := file.read(_FRAME_HEADER)) == _FRAME_HEADER and len(page := file.read(SIZE)) == SIZE:
            number, commit = struct.unpack(">2I", head[:8])
            summed = _checksum(order, page, _checksum(order, head[:8], summed))
            if head[8:16] != salt or summed != struct.unpack(">2I", head[16:24]):
                return
            index += 1
            yield Frame(index, number, commit, page)


@dataclass(frozen=True, slots=True)
class BrokenFrame:
    """A place in the write-ahead log that is not as it was written. `lost`: committed frames behind it that SQLite will
    not take; 0 when only this page is not one of the file's."""

    index: int
    number: int
    lost: int


def broken_frames(path: Path, key: bytes) -> list[BrokenFrame]:
    """What is wrong in the file's write-ahead log. Half a transaction at its end, left by a crash, is nothing wrong."""
    seal = Seal(path, key)
    wal = path.with_name(path.name + "-wal")
    taken, found = 0, []
    for each in frames(wal):
        taken = each.index
        if not seal.whole(each.number, each.page):
            found.append(BrokenFrame(each.index, each.number, 0))
    heads = _heads(wal)
    commits = [index for index, (_, commit) in enumerate(heads, 1) if commit and index > taken]
    if commits:
        found.append(BrokenFrame(taken + 1, heads[taken][0], max(commits) - taken))
    return found


def _heads(wal: Path) -> list[tuple[int, int]]:
    """(page, commit) of every frame written since the log was begun anew, whether its checksum fits or not."""
    if not wal.exists():
        return []
    found = []
    with wal.open("rb") as file:
        salt = file.read(_WAL_HEADER)[16:24]
        while len(head := file.read(_FRAME_HEADER)) == _FRAME_HEADER and head[8:16] == salt and salt:
            found.append(struct.unpack(">2I", head[:8]))
            file.seek(SIZE, 1)
    return found


def _checksum(order: str, content: bytes, start: tuple[int, int]) -> tuple[int, int]:
    first, second = start
    words = struct.unpack(f"{order}{len(content) // 4}I", content)
    for at in range(0, len(words), 2):
        first = (first + words[at] + second) & 0xFFFFFFFF
        second = (second + words[at + 1] + first) & 0xFFFFFFFF
    return first, second
