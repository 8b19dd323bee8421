"""Looking for planted values in bytes, in whatever form a program may have left them."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from tests.planted.sentences import Planted

_SHORT = 12  # bytes; below, a value may stand by chance inside a longer number, so it must stand alone
_TINY = 6  # below, it is looked for together with the words around it
_FULL = {c: c + 0xFEE0 for c in range(0x21, 0x7F)}


class Needle:
    """One planted value as bytes to look for."""

    def __init__(self, planted: Planted) -> None:
        self.planted = planted
        value, start = planted.value, planted.start
        in_words = planted.text[max(0, start - 4) : start + len(value)].encode()
        self.anywhere = {in_words}
        self.alone: list[tuple[bytes, re.Pattern[bytes]]] = []
        if len(value.encode()) < _TINY:
            return
        spellings = {value, re.sub(r"[ \-]", "", value) if value[-1:].isdigit() else value}
        for each in spellings:
            whole = each.encode()
            self.anywhere |= {each.encode("utf-16-le"), each.translate(_FULL).encode()}
            for form in {whole, quote(each).encode(), json.dumps(each)[1:-1].encode()}:
                if len(form) >= _SHORT or not each.isascii():
                    self.anywhere.add(form)
                else:
                    standing = rb"(?<![0-9A-Za-z])" + re.escape(form) + rb"(?![0-9A-Za-z])"
                    self.alone.append((form, re.compile(standing)))
            self.anywhere |= set(_base64(whole))

    def hits(self, data: bytes) -> bool:
        return any(form in data for form in self.anywhere) or any(
            # `in` first: it is many times faster than the pattern.
            form in data and standing.search(data)
            for form, standing in self.alone
        )


def _base64(whole: bytes) -> Iterator[bytes]:
    """The value inside a longer base64 text, at each of three alignments, without the letters its neighbours share."""
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + whole).rstrip(b"=")
        inner = coded[(0, 2, 3)[shift] : len(coded) - 1]
        if len(inner) >= _SHORT:
            yield inner


def hits(needles: Iterable[Needle], data: bytes, where: str) -> list[str]:
    """`KIND in where` for each value found; never the value itself."""
    return [f"{needle.planted.kind} in {where}" for needle in needles if needle.hits(data)]


def in_folder(needles: list[Needle], folder: Path) -> list[str]:
    """Every file below, name and content."""
    found: list[str] = []
    for path in sorted(folder.rglob("*")):
        found += hits(needles, str(path.relative_to(folder)).encode(), "a file's name")
        if path.is_file():
            found += hits(needles, path.read_bytes(), str(path.relative_to(folder)))
    return found
