"""The same words about other values: every labelled value, and most other numbers, drawn anew in the same shape."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, Final

_SAID: Final = "零一二三四五六七八九"
_PHONED: Final = "洞幺两三四五六拐八勾"
_WIDE: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_KEEP: Final = re.compile(
    r"(?:19|20)\d\d|9[56]\d{3}|1[012]\d{3}|1069?\d*|[48]00[\d\-]*|1[12]\d|\d|\d*0{2,}|24|365|12306|360"
)
_NUMBER: Final = re.compile(r"\d+")
_PLAIN: Final = re.compile(r"\d+")
_CODES: Final = frozenset({"OTP", "CVV"})
_ENGLISH_MONTHS: Final = re.compile(r"[a-z]{3}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Text:
    """A labelled text and the turns before it. `weight`: how often it counts."""

    text: str
    context: tuple[tuple[str, str], ...] = ()
    spans: tuple[tuple[int, int, str], ...] = ()
    ignore: tuple[tuple[int, int], ...] = ()
    author: str = ""
    weight: float = 1.0
    notes: Mapping[str, Any] = field(default_factory=dict)


def labelled(line: Mapping[str, Any], author: str) -> Text:
    """A line of a labelled set."""
    turns = tuple(
        (str(t.get("role", "")), str(t["text"])) if isinstance(t, Mapping) else ("", str(t))
        for t in line.get("context") or ()
    )
    spans = tuple((int(s), int(e), str(k)) for s, e, k in line["spans"])
    return Text(line["text"], turns, spans, tuple((s, e) for s, e in line.get("ignore") or ()), author)


def refilled(given: Text, r: Random) -> Text:
    """`given` with other values; offsets follow."""
    marks = sorted([*given.spans, *((s, e, "") for s, e in given.ignore)])
    out, spans, ignore, at = "", [], [], 0
    for start, end, kind in marks:
        if start < at:
            return given
        out += _numbers(given.text[at:start], r)
        begin = len(out)
        out += _value(given.text[start:end], kind, r)
        if kind:
            spans.append((begin, len(out), kind))
        else:
            ignore.append((begin, len(out)))
        at = end
    out += _numbers(given.text[at:], r)
    return replace(given, text=out, spans=tuple(spans), ignore=tuple(ignore))


def _numbers(text: str, r: Random) -> str:
    return _NUMBER.sub(
        lambda m: m[0] if _KEEP.fullmatch(m[0]) or r.random() < 0.3 else _digits(m[0], r), text
    )


def _digits(value: str, r: Random) -> str:
    first = r.choice("123456789") if value[0] != "0" else "0"
    return first + "".join(r.choice("0123456789") for _ in value[1:])


def _value(value: str, kind: str, r: Random) -> str:
    if kind in ("PERSON", "ADDRESS", "ORG", "LOCATION", "DOB", "SWIFT", "IBAN", "USCC", "CN_ID", "EMAIL", ""):
        return value
    if kind == "EXPIRY":
        return _expiry(value, r)
    if kind == "PASSWORD":
        return _password(value, r)
    new = "".join(_sign(c, r) for c in value)
    if kind == "MOBILE" and value[:1] == "1":
        new = value[:2] + new[2:]
    if kind in _CODES and _PLAIN.fullmatch(new):
        new = _otherwise(new, r)
    return new


def _sign(c: str, r: Random) -> str:
    if c.isdigit() and c.isascii():
        return r.choice("0123456789")
    if "０" <= c <= "９":
        return chr(0xFF10 + r.randrange(10))
    if c in _SAID:
        return r.choice(_SAID)
    if c.isascii() and c.islower():
        return r.choice("abcdefghjkmnpqrstuvwxyz")
    if c.isascii() and c.isupper():
        return r.choice("ABCDEFGHJKMNPQRSTUVWXYZ")
    return c


def _otherwise(value: str, r: Random) -> str:
    """Now and then parted, said or written wide."""
    roll = r.random()
    half = (len(value) + 1) // 2
    if roll < 0.1:
        return f"{value[:half]}{r.choice(' -')}{value[half:]}"
    if roll < 0.16:
        return r.choice((" ", "-", "、", ". ")).join(value)
    if roll < 0.24:
        said = "".join((_PHONED if r.random() < 0.2 else _SAID)[int(c)] for c in value)
        return said if r.random() < 0.7 else f"{said[:half]}{r.choice(' ，')}{said[half:]}"
    if roll < 0.27:
        return value.translate(_WIDE)
    return value


def _expiry(value: str, r: Random) -> str:
    """Another month and another year in the same form."""
    if _ENGLISH_MONTHS.search(value):
        return value
    month, year = r.randint(1, 12), r.randint(25, 36)
    out = ""
    numbers = list(_NUMBER.finditer(value))
    at = 0
    for m in numbers:
        out += value[at : m.start()]
        n = m[0]
        if len(numbers) == 1 and len(n) == 4 and not n.startswith("20"):
            out += f"{month:02d}{year}"
        elif len(numbers) == 1 and len(n) == 6:
            out += f"{month:02d}20{year}" if not n.startswith("20") else f"20{year}{month:02d}"
        elif len(n) == 4:
            out += f"20{year}"
        elif len(n) == 2 and int(n) > 12:
            out += str(year)
        elif len(n) <= 2:
            out += f"{month:02d}" if n[0] == "0" or len(n) == 2 else str(r.randint(1, 9))
        else:
            out += n
        at = m.end()
    return out + value[at:]


_WORDS: Final = [
    "love",
    "baby",
    "happy",
    "lucky",
    "sunny",
    "tiger",
    "apple",
    "peach",
    "summer",
    "winter",
    "money",
    "boss",
    "wang",
    "zhang",
    "chen",
    "li",
    "lin",
    "xiao",
    "mei",
    "jun",
    "hao",
    "yan",
    "qwer",
    "asdf",
    "abcd",
    "admin",
    "woaini",
    "feng",
    "yun",
    "hai",
    "xing",
    "tian",
    "qq",
    "wx",
    "home",
    "family",
    "cat",
    "dog",
    "mimi",
    "dudu",
    "coco",
    "candy",
    "lily",
    "tom",
    "jack",
    "star",
    "moon",
    "river",
    "cloud",
    "fish",
    "snow",
    "spring",
    "hero",
    "king",
    "pass",
]


def _password(value: str, r: Random) -> str:
    if _PLAIN.fullmatch(value):
        return "".join(r.choice("0123456789") for _ in value)
    if value.isascii() and any(c.isdigit() for c in value) and r.random() < 0.6:
        return made_password(r)
    return "".join(_sign(c, r) if not "\u4e00" <= c <= "\u9fff" else c for c in value)


def made_password(r: Random) -> str:
    """Letters and digits as people make them up."""
    word = r.choice(_WORDS)
    word = r.choice((word, word.capitalize(), word.upper(), word[:2], word[0], word + r.choice(_WORDS)))
    number = r.choice(
        (
            f"{r.randint(1950, 2024)}",
            f"{r.randint(0, 9999):04d}",
            f"{r.randint(1, 12):02d}{r.randint(1, 28):02d}",
            f"{r.randint(0, 999999):06d}",
            "123",
            "88",
            "520",
            "666",
            f"{r.randint(0, 99)}",
        )
    )
    sign = r.choice(("", "", "", "!", "@", "#", "_", ".", "*", "$"))
    return r.choice(
        (f"{word}{sign}{number}", f"{word}{number}{sign}", f"{number}{word}", f"{number}{sign}{word}")
    )
