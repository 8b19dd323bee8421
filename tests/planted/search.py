"""Looking for planted values in bytes, in whatever form a program may have left them."""

from __future__ import annotations

import base64
import contextlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

import numpy as np

from tests.planted.sentences import Planted

_SHORT = 12  # bytes; below, a value may stand by chance inside a longer number, so it must stand alone
_TINY = 6  # below, it is looked for together with the words around it
_FULL = {c: c + 0xFEE0 for c in range(0x21, 0x7F)}
_PIECE = 4_000_000
_HEAD = 3  # bytes by which places worth a look are found


def forms(planted: Planted) -> tuple[set[bytes], set[bytes]]:
    """The bytes that betray a value wherever they stand, and those that do only where they stand alone."""
    value, start = planted.value, planted.start
    in_words = planted.text[max(0, start - 4) : start + len(value)].encode()
    # Three digits by themselves stand in every file: such a message is looked for as a whole line of a transcript.
    anywhere = {in_words if len(in_words) >= _TINY else f"\n{planted.text}\n".encode()}
    alone: set[bytes] = set()
    if len(value.encode()) < _TINY:
        return anywhere, alone
    for each in {value, re.sub(r"[ \-]", "", value) if value[-1:].isdigit() else value}:
        whole = each.encode()
        anywhere |= {each.encode("utf-16-le"), each.translate(_FULL).encode(), *_base64(whole)}
        for form in {whole, quote(each).encode(), json.dumps(each)[1:-1].encode()}:
            (anywhere if len(form) >= _SHORT or not each.isascii() else alone).add(form)
    return anywhere, alone


def _base64(whole: bytes) -> Iterator[bytes]:
    """The value inside a longer base64 text, at each of three alignments, without the letters its neighbours share."""
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + whole).rstrip(b"=")
        inner = coded[(0, 2, 3)[shift] : len(coded) - 1]
        if len(inner) >= _SHORT:
            yield inner


class Needles:
    """All values at once: one walk over the bytes, whatever their number."""

    def __init__(self, planted: Sequence[Planted]) -> None:
        self.planted = planted
        self._by_head: dict[bytes, list[tuple[bytes, bool, str]]] = defaultdict(list)
        self._worth = np.zeros(1 << 8 * _HEAD, dtype=bool)
        for one in planted:
            for each, must_stand_alone in zip(forms(one), (False, True), strict=True):
                for form in each:
                    self._by_head[form[:_HEAD]].append((form, must_stand_alone, one.kind))
        for head in self._by_head:
            self._worth[int.from_bytes(head, "big")] = True

    def hits(self, data: bytes, where: str) -> list[str]:
        """`KIND in where` for each value found; never the value itself."""
        found: set[tuple[str, bytes]] = set()
        for place in self._places(data):
            for form, must_stand_alone, kind in self._by_head[data[place : place + _HEAD]]:
                if data.startswith(form, place) and not (
                    must_stand_alone and _inside(data, place, len(form))
                ):
                    found.add((kind, form))
        return [f"{kind} in {where}" for kind, _ in sorted(found)]

    def in_folder(self, folder: Path) -> list[str]:
        """Every file below, name and content."""
        found: list[str] = []
        for path in sorted(folder.rglob("*")):
            found += self.hits(str(path.relative_to(folder)).encode(), "a file's name")
            # What a running house has just put in another file's place, or taken away, is there no more.
            with contextlib.suppress(FileNotFoundError):
                if path.is_file():
                    found += self.hits(path.read_bytes(), str(path.relative_to(folder)))
        return found

    def _places(self, data: bytes) -> Iterator[int]:
        for start in range(0, len(data), _PIECE):
            piece = np.frombuffer(data[start : start + _PIECE + _HEAD - 1], dtype=np.uint8).astype(np.uint32)
            if len(piece) >= _HEAD:
                heads = piece[:-2] << 16 | piece[1:-1] << 8 | piece[2:]
                yield from (start + np.flatnonzero(self._worth[heads])).tolist()


def _inside(data: bytes, place: int, length: int) -> bool:
    """Whether a letter or digit stands right before or after."""
    around = data[place - 1 : place] if place else b"", data[place + length : place + length + 1]
    return any(each.isalnum() for each in around)
