"""Sentences: a stream of text cut into whole sentences as they come; 3.5 and "a.m." do not end one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_END = re.compile(r"[。！？!?\n]+[”’\"'）)】」』]*|\.(?=\s|$)[”’\"')]*")
_ABBREVIATION = re.compile(
    r"(?:\b(?:a\.m|p\.m|e\.g|i\.e|no|mr|mrs|ms|dr|u\.s|etc|approx|vs)|^\s*\d{1,2})$", re.IGNORECASE
)
_MARK = re.compile(r"\s*\[\s*\d+(?:\s*,\s*\d+)*\s*\]")
_LIST_SIGN = re.compile(r"^(?:[-*•·]|\(?\d{1,2}[.)、）](?!\d))\s*")


def split(text: str) -> list[str]:
    """The sentences of a whole text, each with its end mark, white space trimmed, empty ones left out."""
    return list(stream([text]))


def stream(pieces: Iterable[str]) -> Iterator[str]:
    """Sentences of a text that arrives in pieces, each as soon as it is complete; the rest at the end."""
    waiting = ""
    for piece in pieces:
        waiting += piece
        # The last character may be half of something ("3." of "3.5"), so a full stop waits for what follows it.
        while (cut := _first_end(waiting, whole=False)) is not None:
            sentence, waiting = waiting[:cut].strip(), waiting[cut:]
            if sentence:
                yield sentence
    while (cut := _first_end(waiting, whole=True)) is not None:
        sentence, waiting = waiting[:cut].strip(), waiting[cut:]
        if sentence:
            yield sentence
    if waiting.strip():
        yield waiting.strip()


def _first_end(text: str, *, whole: bool) -> int | None:
    for m in _END.finditer(text):
        if m.group().startswith(".") and _ABBREVIATION.search(text[: m.start()]):
            continue
        if not whole and m.end() == len(text):
            return None  # closing quotes or a digit may follow
        return m.end()
    return None


def clean(sentence: str) -> str:
    """The sentence as a visitor should read it: without passage marks `[1]`, list signs and Markdown emphasis."""
    sentence = _MARK.sub("", sentence)
    sentence = re.sub(r"\*\*(.+?)\*\*", r"\1", sentence)
    return _LIST_SIGN.sub("", sentence.strip()).strip()
