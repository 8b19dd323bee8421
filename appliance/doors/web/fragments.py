"""Parts of pages made once for equal values: a desk asks for its list at every message, and mostly one row of it is another.

In a template, instead of an include:

    {{ kept("desk/_row.html", row=row, view=view) }}

The fragment gets these values and nothing else: no reader, no request, no token. So who asks again with equal values may have the
same text, whoever they are, and a value that has changed makes another; nothing has to be told that something is out of date. What is
read from the clock has to be among the values; that the day is another is thought of here.

Fragments hold masked words. They stay in memory for a minute at most and are forgotten when the vault seals.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any, Final

from markupsafe import Markup

from appliance.core.kit import clock
from appliance.core.masking.text import MaskedText

KEPT: Final = 2000  # fragments; the lists of a hundred desks and what lies open beside them
LONGEST: Final = 60.0  # seconds that one is kept
_PLAIN: Final = frozenset({str, int, bool, float, type(None), datetime, MaskedText})


class Fragments:
    """Thread-safe. `forget()` drops all."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: OrderedDict[object, tuple[float, Markup]] = OrderedDict()

    def get(self, name: str, lang: str, given: Mapping[str, Any], make: Callable[[], str]) -> Markup:
        """The fragment `name` of these values, by `make` where there is none yet."""
        today = clock.now().astimezone(clock.zone()).date()
        key = (name, lang, today, *given, *_all(given.values()))
        at = clock.monotonic()
        with self._lock:
            found = self._made.get(key)
        if found is not None and at - found[0] <= LONGEST:
            return found[1]
        made = Markup(make())  # noqa: S704 - a template's own output, escaped there
        with self._lock:
            self._made[key] = at, made
            self._made.move_to_end(key)
            while self._made:
                oldest = next(iter(self._made))
                if len(self._made) <= KEPT and at - self._made[oldest][0] <= LONGEST:
                    break
                del self._made[oldest]
        return made

    def forget(self) -> None:
        """Drop all."""
        with self._lock:
            self._made.clear()

    def __len__(self) -> int:
        return len(self._made)


def frozen(value: Any) -> Any:
    """A value that equals another one's exactly where the two would be shown alike, and that can be a key."""
    if isinstance(value, Mapping):
        return *value, *_all(value.values())
    if isinstance(value, list | tuple):
        return tuple(_all(value))
    if is_dataclass(value):
        fields_of: Callable[[Any], tuple[Any, ...]] = _reading(type(value))  # type: ignore[arg-type]  # a class can be a key
        return tuple(_all(fields_of(value)))
    return value


def _all(values: Iterable[Any]) -> list[Any]:
    return [each if type(each) in _PLAIN else frozen(each) for each in values]


@cache
def _reading(kind: Any) -> Callable[[Any], tuple[Any, ...]]:
    names = [each.name for each in fields(kind)]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)
