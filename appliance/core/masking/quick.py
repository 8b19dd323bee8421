"""Patterns that cannot match are not tried: each knows characters without which there is no match.

`(?:微信|wechat)…\\d{5}` needs a 微 or a w, and a digit; most messages have neither. What is needed is read from the pattern
itself, so that it can neither be forgotten nor go stale when a rule changes. A view of a text knows its characters; a
pattern of a recognizer looks there first, and only then at the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any, Final

_DIGIT: Final = "any digit"
"""Stands for any decimal digit, of any script, among the characters of a text and in what a pattern needs."""
_WIDEST: Final = 400
"""A set of more characters than this rules little out."""
_MOST: Final = 3
_REPEATS: Final = (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT)


class View(str):
    """A text that knows its characters."""

    __slots__ = ("_characters",)
    _characters: frozenset[str]

    @property
    def characters(self) -> frozenset[str]:
        """All of them, and a sign for "a digit" where one is among them; worked out once."""
        try:
            return self._characters
        except AttributeError:
            found = frozenset(self)
            if any(map(str.isdecimal, found)):
                found |= {_DIGIT}
            self._characters = found
            return found


class Quick:
    """A compiled pattern. Finds what the plain one finds; in a `View` it looks at the characters first."""

    def __init__(self, pattern: re.Pattern[str], needed: Sequence[frozenset[str]]) -> None:
        self._plain, self._needed = pattern, tuple(needed)
        self.pattern, self.flags = pattern.pattern, pattern.flags
        self.match, self.fullmatch, self.sub, self.split = (
            pattern.match,
            pattern.fullmatch,
            pattern.sub,
            pattern.split,
        )

    def finditer(self, text: str, *where: int) -> Iterator[re.Match[str]]:
        """As that of a plain pattern."""
        if type(text) is View:
            has = text.characters
            for one_of in self._needed:
                if has.isdisjoint(one_of):
                    return iter(())
        return self._plain.finditer(text, *where)

    def search(self, text: str, *where: int) -> re.Match[str] | None:
        """As that of a plain pattern."""
        if type(text) is View:
            has = text.characters
            for one_of in self._needed:
                if has.isdisjoint(one_of):
                    return None
        return self._plain.search(text, *where)


def quicken(modules: Iterable[ModuleType]) -> None:
    """Put quick patterns in the place of the compiled ones that stand in these modules, alone, in tuples or in dicts."""
    for module in modules:
        for name, value in list(vars(module).items()):
            quick = _quick(value)
            if quick is not value:
                setattr(module, name, quick)


def _quick(value: Any) -> Any:
    if isinstance(value, re.Pattern):
        needed = needs(value)
        return Quick(value, needed) if needed else value
    if type(value) is tuple and any(isinstance(each, re.Pattern | tuple) for each in value):
        return tuple(map(_quick, value))
    if type(value) is dict and any(isinstance(each, re.Pattern | tuple) for each in value.values()):
        return {key: _quick(each) for key, each in value.items()}
    return value


def needs(pattern: re.Pattern[str]) -> tuple[frozenset[str], ...]:
    """Sets of characters: a text with a match has one of each. The most telling few, empty when nothing is known."""
    if pattern.flags & re.IGNORECASE:
        return ()
    found = dict.fromkeys(_of(parser.parse(pattern.pattern, pattern.flags)))
    return tuple(sorted(found, key=lambda each: (_DIGIT in each, len(each)))[:_MOST])


def _of(tree: Iterable[tuple[Any, Any]]) -> list[frozenset[str]]:
    found: list[frozenset[str]] = []
    for what, of in tree:
        if what is code.LITERAL:
            found.append(frozenset(chr(of)))
        elif what is code.IN:
            found += _one_of(of)
        elif what is code.BRANCH:
            ways = [_of(way) for way in of[1]]
            if all(ways):
                found.append(frozenset[str]().union(*(min(way, key=_width) for way in ways)))
        elif what is code.SUBPATTERN:
            found += [] if of[1] & re.IGNORECASE else _of(of[3])
        elif what in _REPEATS:
            found += _of(of[2]) if of[0] else []
        elif what is code.ATOMIC_GROUP:
            found += _of(of)
        elif what is code.ASSERT:
            found += _of(of[1])
    return [each for each in found if len(each) <= _WIDEST]


def _width(each: frozenset[str]) -> int:
    return len(each) + 10 * (_DIGIT in each)


def _one_of(items: Iterable[tuple[Any, Any]]) -> list[frozenset[str]]:
    among: set[str] = set()
    for what, of in items:
        if what is code.LITERAL:
            among.add(chr(of))
        elif what is code.RANGE and of[1] - of[0] < _WIDEST:
            among.update(map(chr, range(of[0], of[1] + 1)))
        elif what is code.CATEGORY and of is code.CATEGORY_DIGIT:
            among.add(_DIGIT)
        else:
            return []
    return [frozenset(among)]
