"""A text as the name tagger reads it: one unit a Chinese character, Latin word, run of digits or sign, each a column
of small numbers (its features). Trained and run on the same code, so the two cannot drift apart."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final
from zlib import crc32

from appliance.core.masking.analysis import Analysis
from appliance.core.masking.context import MENTIONED
from appliance.core.masking.cue_words import cues
from appliance.core.masking.recognizers import _names
from appliance.core.masking.word_lists import lines, words_known

KINDS: Final = ("PERSON", "ADDRESS", "DOB")
_UNIT = re.compile(
    r"[a-z\u00c0-\u024f\u1e00-\u1eff]+(?:['’\-][a-z\u00c0-\u024f\u1e00-\u1eff]+)*|[0-9]+|\s+|.", re.DOTALL
)
_SYLLABLE = (
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|"
    r"ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|[aeiouv]))"
)
PINYIN = re.compile(rf"{_SYLLABLE}{{1,3}}")
_PAD: Final = 3
_BEYOND: Final = 977
"""Every feature before the first unit, behind the last, and where no tagger ran."""

# Rows of the feature matrix.
_CHAR, _SHAPE, _TAG, _WORD, _PLACE, _LEAN, _NAME, _CUE, _EDGE, _ASKED = range(10)
_ROWS: Final = 10

_TEMPLATES: Final[tuple[tuple[tuple[int, int], ...], ...]] = (
    *(((_CHAR, o),) for o in (-3, -2, -1, 0, 1, 2, 3)),
    *(((_CHAR, o), (_CHAR, o + 1)) for o in (-3, -2, -1, 0, 1, 2)),
    ((_CHAR, -2), (_CHAR, -1), (_CHAR, 0)),
    ((_CHAR, -1), (_CHAR, 0), (_CHAR, 1)),
    ((_CHAR, 0), (_CHAR, 1), (_CHAR, 2)),
    ((_CHAR, -1), (_CHAR, 1)),
    ((_CHAR, -1), (_NAME, 0), (_NAME, 1)),
    ((_CHAR, -1), (_NAME, 0), (_LEAN, 0)),
    ((_CHAR, 1), (_NAME, 0), (_NAME, -1)),
    ((_CHAR, 1), (_CHAR, 2), (_NAME, 0)),
    ((_CHAR, -2), (_CHAR, -1), (_NAME, 0)),
    *(((_TAG, o),) for o in (-2, -1, 0, 1, 2)),
    *(((_TAG, o), (_TAG, o + 1)) for o in (-2, -1, 0, 1)),
    ((_TAG, -1), (_TAG, 0), (_TAG, 1)),
    ((_TAG, 0), (_PLACE, 0)),
    ((_TAG, 0), (_PLACE, 0), (_NAME, 0)),
    ((_TAG, 0), (_TAG, 1), (_PLACE, 0)),
    *(((_WORD, o),) for o in (-1, 0, 1)),
    ((_WORD, 0), (_PLACE, 0)),
    *(((_LEAN, o),) for o in (-1, 0, 1)),
    ((_LEAN, -1), (_LEAN, 0), (_LEAN, 1)),
    ((_LEAN, 0), (_LEAN, 1), (_LEAN, 2)),
    ((_LEAN, 0), (_NAME, 0)),
    ((_LEAN, 0), (_NAME, 0), (_PLACE, 0)),
    ((_LEAN, 0), (_CUE, -1), (_NAME, 0)),
    ((_LEAN, 0), (_TAG, 0), (_PLACE, 0)),
    *(((_NAME, o),) for o in (-2, -1, 0, 1, 2)),
    ((_NAME, 0), (_NAME, 1)),
    ((_NAME, -1), (_NAME, 0)),
    ((_NAME, 0), (_NAME, 1), (_NAME, 2)),
    ((_NAME, -1), (_NAME, 0), (_NAME, 1)),
    ((_NAME, -2), (_NAME, -1), (_NAME, 0)),
    *(((_CUE, o),) for o in (-3, -2, -1, 0, 1, 2, 3)),
    ((_CUE, -1), (_CUE, 0), (_CUE, 1)),
    ((_CUE, -1), (_NAME, 0), (_NAME, 1)),
    ((_CUE, -2), (_CUE, -1), (_NAME, 0)),
    ((_CUE, 1), (_NAME, 0), (_NAME, -1)),
    ((_CUE, 2), (_NAME, 0), (_NAME, 1)),
    ((_CUE, 3), (_NAME, 0), (_NAME, 1)),
    ((_CUE, 0), (_SHAPE, 0), (_SHAPE, -1)),
    *(((_SHAPE, o),) for o in (-2, -1, 0, 1, 2)),
    ((_SHAPE, -1), (_SHAPE, 0), (_SHAPE, 1)),
    ((_SHAPE, 0), (_SHAPE, 1), (_SHAPE, 2)),
    ((_SHAPE, -2), (_SHAPE, -1), (_SHAPE, 0)),
    ((_SHAPE, 0), (_NAME, 0), (_CUE, -1)),
    ((_SHAPE, 0), (_NAME, 0), (_CUE, -2)),
    ((_ASKED, 0), (_EDGE, 0)),
    ((_ASKED, 0), (_EDGE, 0), (_NAME, 0)),
    ((_ASKED, 0), (_EDGE, 0), (_LEAN, 0)),
    ((_ASKED, 0), (_NAME, 0), (_NAME, 1)),
    ((_ASKED, 0), (_NAME, 0), (_CUE, -1)),
    ((_ASKED, 0), (_SHAPE, 0), (_EDGE, 0)),
    ((_ASKED, 0), (_TAG, 0), (_EDGE, 0)),
    ((_EDGE, 0), (_NAME, 0)),
    ((_EDGE, 0), (_NAME, 0), (_NAME, 1)),
    ((_EDGE, 0), (_SHAPE, 0)),
)  # fmt: skip
TEMPLATES: Final = len(_TEMPLATES)
_PRIMES: Final = (2654435761, 2246822519, 3266489917)


@dataclass(frozen=True, slots=True)
class Units:
    """Offsets of the units in the text, and their features (templates, units) as places in the weight table."""

    starts: Sequence[int]
    ends: Sequence[int]
    features: Any

    def __len__(self) -> int:
        return len(self.starts)


def units(a: Analysis, size: int) -> Units:
    """Cut and describe; `size` is the number of rows of the weight table, a power of two."""
    import numpy as np

    low = a.plain.lower()
    low = low if len(low) == len(a.text) else a.lower
    found = [m.span() for m in _UNIT.finditer(low)]
    count = len(found)
    starts = [start for start, _ in found]
    described = [_describe(low[start:end], a.text[start]) for start, end in found]
    name = [likeness for _, _, likeness in described]
    _compound(low, starts, name)
    tag, word, place, lean, cue = (
        row if count == len(low) else [row[i] for i in starts] for row in (*_by_character(a), cues(low))
    )
    rows = np.full((_ROWS, count + 2 * _PAD), _BEYOND, dtype=np.uint64)
    rows[:, _PAD : _PAD + count] = (
        [char for char, _, _ in described],
        [shape for _, shape, _ in described],
        tag,
        word,
        place,
        lean,
        name,
        cue,
        _edges(count),
        [_asked(a.state.wants, count)] * count,
    )
    return Units(starts, [end for _, end in found], _hashed(rows, count, size))


def _hashed(rows: Any, count: int, size: int) -> Any:
    """Each template is the sum of what its one, two or three parts mix to; many templates share a part."""
    import numpy as np

    which, at, prime, salt, parts = _plan()
    mixed = np.zeros((len(which) + 1, count), dtype=np.uint64)
    each = rows[which, at + np.arange(count)]
    each += np.uint64(1)
    each *= prime
    np.bitwise_xor(each, each >> np.uint64(15), out=mixed[:-1])
    out = mixed.take(parts[0], axis=0)
    for more in parts[1:]:
        out += mixed.take(more, axis=0)
    out += salt
    out *= np.uint64(0x9E3779B97F4A7C15)
    out >>= np.uint64(64 - size.bit_length() + 1)
    return out.astype(np.int64)


@cache
def _plan() -> tuple[Any, Any, Any, Any, Any]:
    """The different parts (row, offset, prime), the salt of each template, and which parts it has; the last part is nothing."""
    import numpy as np

    used = sorted({(row, offset, n) for t in _TEMPLATES for n, (row, offset) in enumerate(t)})
    number = {part: i for i, part in enumerate(used)}
    which = np.array([row for row, _, _ in used])[:, None]
    at = np.array([offset + _PAD for _, offset, _ in used])[:, None]
    prime = np.array([_PRIMES[n] + 2 * offset for _, offset, n in used], dtype=np.uint64)[:, None]
    salt = np.array([crc32(repr(t).encode()) * 2654435761 for t in _TEMPLATES], dtype=np.uint64)[:, None]
    parts = np.array(
        [
            [number[(*t[n], n)] if n < len(t) else len(used) for t in _TEMPLATES]
            for n in range(max(map(len, _TEMPLATES)))
        ]
    )
    return which, at, prime, salt, parts


def _by_character(a: Analysis) -> tuple[Sequence[int], Sequence[int], Sequence[int], Sequence[int]]:
    """For every character: tag of its word, the word, length and place inside it, leaning to a name."""
    if a.reading is None:
        nothing = [_BEYOND] * len(a.text)
        return nothing, nothing, nothing, nothing
    tags: list[int] = []
    words: list[int] = []
    places: list[int] = []
    plain = a.reading.plain
    for word in a.reading.words:
        length = word.end - word.start
        tag = _tag(word.tag)
        if length == 1:
            tags.append(tag)
            places.append(4)
        else:
            short = min(length, 5) * 4
            tags += [tag, *[tag + 1] * (length - 1)]
            places += [short + 1, *[short + 2] * (length - 2), short + 3]
        words += [crc32(plain[word.start : word.end].encode())] * length
    return tags, words, places, a.reading.person


@lru_cache(maxsize=512)
def _edges(count: int) -> list[int]:
    """How near each unit is to the beginning and to the end."""
    return [min(i, 3) * 4 + min(count - 1 - i, 3) for i in range(count)]


@cache
def _tag(name: str) -> int:
    return crc32(name.encode()) * 2


def _describe(low: str, first: str) -> tuple[int, int, int]:
    """Identity, shape and likeness to a name of one unit. `first` is its first character as written.

    What is no single sign and no everyday word may be anybody's number or name: looked at each time, not kept.
    """
    known = len(low) == 1 or low in words_known("english_words")
    return _kept(low, first.isupper()) if known else _look(low, first.isupper())


def _look(low: str, upper: bool) -> tuple[int, int, int]:
    head = low[0]
    if head.isspace():
        return 3, 3 if "\n" in low else 4, 0
    if head.isdigit() and head.isascii():
        length = min(len(low), 20)
        known = int(low) if length < 3 else int(low[:3]) if length in (4, 8) else 0
        return 100 + length + 1000 * known, 10 + length, 1
    if (head.isascii() and head.isalpha()) or "\u00c0" <= head <= "\u024f" or "\u1e00" <= head <= "\u1eff":
        return crc32(low.encode()), 40 + 2 * upper + (len(low) == 1), _latin_likeness(low)
    if "\u3400" <= head <= "\u9fff" or ord(head) > 0x1FFFF:
        return ord(head), 50, _likeness(head)
    return ord(head), 60 + min(ord(head), 0x3010) % 37, 2


_kept = lru_cache(maxsize=1 << 15)(_look)


def _likeness(char: str) -> int:
    family = 2 if char in _COMMON else 1 if char in _names.SURNAMES else 0
    own = _GIVEN.find(char)
    return 10 + family * 4 + (0 if own < 0 else 1 if own > 260 else 2 if own > 90 else 3)


def _latin_likeness(low: str) -> int:
    english = low in words_known("english_words")
    pinyin = bool(PINYIN.fullmatch(low))
    known = low in _NAMES_LATIN
    return 30 + english + 2 * pinyin + 4 * known + 8 * (low in _PINYIN_FAMILY)


def _compound(low: str, starts: Sequence[int], name: list[int]) -> None:
    for m in _COMPOUND.finditer(low):
        if m.start() in starts:
            at = starts.index(m.start())
            name[at], name[at + 1] = 60, 61


def _asked(wants: Mapping[str, int], count: int) -> int:
    code = 0
    for kind in KINDS:
        code = code * 3 + max(0, wants.get(kind, 0) - MENTIONED)
    return code * 5 + (0 if count <= 4 else 1 if count <= 9 else 2 if count <= 20 else 3)


_COMMON: Final = _names.SURNAMES[:100]
_COMPOUND: Final = re.compile(_names.COMPOUND_SURNAMES)
_GIVEN: Final = "".join(lines("given_characters"))
_NAMES_LATIN: Final = words_known("latin_names")
_PINYIN_FAMILY: Final = words_known("pinyin_surnames")
