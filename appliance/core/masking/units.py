"""A text as the name tagger reads it: one unit a Chinese character, Latin word, run of digits or sign, each a column
of small numbers (its features). Trained and run on the same code, so the two cannot drift apart."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final
from zlib import crc32

from appliance.core.masking.analysis import Analysis
from appliance.core.masking.context import MENTIONED
from appliance.core.masking.recognizers import _names

KINDS: Final = ("PERSON", "ADDRESS", "DOB")
_UNIT = re.compile(r"[a-z\u00c0-\u024f]+(?:['’\-][a-z\u00c0-\u024f]+)*|[0-9]+|\s+|.", re.DOTALL)
_SYLLABLE = (
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|"
    r"ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|[aeiouv]))"
)
PINYIN = re.compile(rf"{_SYLLABLE}{{1,3}}")
_PAD: Final = 3

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
    rows = np.full((_ROWS, count + 2 * _PAD), 977, dtype=np.uint64)
    tags, words, places, leans = _by_character(a)
    cues = _cues(low)
    char, shape, name = [], [], []
    for start, end in found:
        c, s, n = _describe(low[start:end], a.text[start])
        char.append(c)
        shape.append(s)
        name.append(n)
    starts = [start for start, _ in found]
    put = slice(_PAD, _PAD + count)
    rows[_CHAR, put], rows[_SHAPE, put], rows[_NAME, put] = char, shape, name
    rows[_CUE, put] = [cues.get(i, 0) for i in starts]
    if tags:
        rows[_TAG, put] = [tags[i] for i in starts]
        rows[_WORD, put] = [words[i] for i in starts]
        rows[_PLACE, put] = [places[i] for i in starts]
        rows[_LEAN, put] = [leans[i] for i in starts]
    _compound(low, starts, rows[_NAME])
    rows[_EDGE, put] = [min(i, 3) * 4 + min(count - 1 - i, 3) for i in range(count)]
    rows[_ASKED, put] = _asked(a.state.wants, count)
    return Units(starts, [end for _, end in found], _hashed(rows, count, size))


def _hashed(rows: Any, count: int, size: int) -> Any:
    import numpy as np

    which, at, prime, salt = _plan()
    values = (
        rows[which, at[:, None] + np.arange(count)[None, :]] if count else rows[which, at[:, None]][:, :0]
    )
    mixed = (values + np.uint64(1)) * prime[:, None]
    mixed ^= mixed >> np.uint64(15)
    out = np.add.reduceat(mixed, _FIRSTS, axis=0) + salt[:, None]
    out *= np.uint64(0x9E3779B97F4A7C15)
    return (out >> np.uint64(64 - size.bit_length() + 1)).astype(np.int64)


@cache
def _plan() -> tuple[Any, Any, Any, Any]:
    import numpy as np

    flat = [(row, offset, _PRIMES[n] + 2 * offset) for t in _TEMPLATES for n, (row, offset) in enumerate(t)]
    which = np.array([row for row, _, _ in flat])[:, None]
    at = np.array([offset + _PAD for _, offset, _ in flat])
    prime = np.array([p for _, _, p in flat], dtype=np.uint64)
    salt = np.array([crc32(repr(t).encode()) * 2654435761 for t in _TEMPLATES], dtype=np.uint64)
    return which, at, prime, salt


_FIRSTS: Final = [sum(len(t) for t in _TEMPLATES[:n]) for n in range(TEMPLATES)]


def _by_character(a: Analysis) -> tuple[list[int], list[int], list[int], Sequence[int]]:
    """For every character: tag of its word, the word, length and place inside it, leaning to a name."""
    if a.reading is None:
        return [], [], [], []
    tags, words, places = [], [], []
    for word in a.reading.words:
        length = word.end - word.start
        tag, known = _number(word.tag), _number(a.reading.plain[word.start : word.end])
        short = min(length, 5)
        for i in range(length):
            tags.append(tag * 2 + (i > 0))
            words.append(known)
            places.append(short * 4 + (0 if length == 1 else 1 if i == 0 else 3 if i == length - 1 else 2))
    return tags, words, places, a.reading.person


@cache
def _number(text: str) -> int:
    return crc32(text.encode())


@cache
def _describe(low: str, first: str) -> tuple[int, int, int]:
    """Identity, shape and likeness to a name of one unit. `first` is its first character as written."""
    head = low[0]
    if head.isspace():
        return 3, 3 if "\n" in low else 4, 0
    if head.isdigit() and head.isascii():
        length = min(len(low), 20)
        known = int(low) if length < 3 else int(low[:3]) if length in (4, 8) else 0
        return 100 + length + 1000 * known, 10 + length, 1
    if (head.isascii() and head.isalpha()) or "\u00c0" <= head <= "\u024f":
        return crc32(low.encode()), 40 + 2 * first.isupper() + (len(low) == 1), _latin_likeness(low)
    if "\u3400" <= head <= "\u9fff" or ord(head) > 0x1FFFF:
        return ord(head), 50, _likeness(head)
    return ord(head), 60 + min(ord(head), 0x3010) % 37, 2


def _likeness(char: str) -> int:
    family = 2 if char in _COMMON else 1 if char in _names.SURNAMES else 0
    own = _GIVEN.find(char)
    return 10 + family * 4 + (0 if own < 0 else 1 if own > 260 else 2 if own > 90 else 3)


def _latin_likeness(low: str) -> int:
    english = low in words_known("english_words")
    pinyin = bool(PINYIN.fullmatch(low))
    known = low in _NAMES_LATIN
    return 30 + english + 2 * pinyin + 4 * known + 8 * (low in _PINYIN_FAMILY)


def _compound(low: str, starts: Sequence[int], row: Any) -> None:
    for m in _COMPOUND.finditer(low):
        if m.start() in starts:
            at = _PAD + starts.index(m.start())
            row[at], row[at + 1] = 60, 61


def _asked(wants: Mapping[str, int], count: int) -> int:
    code = 0
    for kind in KINDS:
        code = code * 3 + max(0, wants.get(kind, 0) - MENTIONED)
    return code * 5 + (0 if count <= 4 else 1 if count <= 9 else 2 if count <= 20 else 3)


def _cues(low: str) -> dict[int, int]:
    """Class of the cue word that covers each character, apart for its first and last."""
    found: dict[int, int] = {}
    pattern, classes = _lexicon()
    for m in pattern.finditer(low):
        number = classes[m[0]]
        for i in range(m.start(), m.end()):
            found[i] = number * 3 + (2 if i == m.end() - 1 else 1 if i == m.start() else 3)
    return found


@cache
def _lexicon() -> tuple[re.Pattern[str], dict[str, int]]:
    classes: dict[str, int] = {}
    for number, line in enumerate(_read("lexicon"), 1):
        for word in line.split()[1:]:
            classes.setdefault(word, number)
    forms = sorted(classes, key=lambda w: (-len(w), w))
    latin = [w for w in forms if w[0].isascii()]
    han = [w for w in forms if not w[0].isascii()]
    edge = "|".join(re.escape(w) for w in latin)
    return re.compile(rf"{'|'.join(han)}|(?<![a-z])(?:{edge})(?![a-z])"), classes


@cache
def words_known(name: str) -> frozenset[str]:
    """The words of a list that comes with the tagger."""
    return frozenset(word for line in _read(name) for word in line.split())


def _read(name: str) -> list[str]:
    text = (files("appliance.core.masking") / "learned" / f"{name}.txt").read_text("utf-8")
    return [line for line in text.split("\n") if line.strip() and not line.startswith("#")]


_COMMON: Final = _names.SURNAMES[:100]
_COMPOUND: Final = re.compile(_names.COMPOUND_SURNAMES)
_GIVEN: Final = "".join(_read("given_characters"))
_NAMES_LATIN: Final = words_known("latin_names")
_PINYIN_FAMILY: Final = words_known("pinyin_surnames")
