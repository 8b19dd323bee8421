"""One text as the recognizers read it: its views, its words, and the state of the dialogue before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from appliance.core.masking import views
from appliance.core.masking.context import NOTHING, NOW, Dialogue
from appliance.core.masking.quick import View
from appliance.core.masking.tagger import Reading, Word


@dataclass(frozen=True, slots=True)
class Find:
    """One candidate.

    Offsets in characters, `end` exclusive; `rule` says what found it, never what was found.
    """

    start: int
    end: int
    kind: str
    score: float
    rule: str
    whole: str | None = None
    """The whole value, where the text holds but a part of it (a number sent in two messages)."""


@dataclass(slots=True)
class Analysis:
    """The text and its equally long views. `words` is empty, and `reading` None, where no tagger ran.

    `asked` is short for the kinds that `state` wants; given alone, they count as asked for just now.
    """

    text: str
    asked: frozenset[str] = frozenset()
    words: Sequence[Word] = ()
    state: Dialogue = NOTHING
    reading: Reading | None = None
    flat: str = field(init=False)
    digits: str = field(init=False)
    lower: str = field(init=False)
    notes: dict[str, Any] = field(init=False, default_factory=dict)
    """What several recognizers want of this text, worked out once."""

    def __post_init__(self) -> None:
        if self.state is not NOTHING:
            self.asked = self.state.asked
        elif self.asked:
            self.state = Dialogue(dict.fromkeys(self.asked, NOW))
        if self.reading is not None and not self.words:
            self.words = self.reading.words
        self.flat = View(views.flat(self.text))
        self.digits = View(views.digits(self.flat))
        lower = views.lower(self.digits)
        if self.reading is not None and self.reading.plain != self.text:
            lower = "".join(map(_simplified, lower, self.reading.plain))
        self.lower = View(lower)

    @property
    def plain(self) -> str:
        """Simplified characters where the tagger ran, else as written; half-width."""
        return self.reading.plain if self.reading is not None else self.flat

    def before(self, start: int, reach: int = 12) -> str:
        """Up to `reach` characters in front of `start`, lower case."""
        return self.lower[max(0, start - reach) : start]

    def after(self, end: int, reach: int = 12) -> str:
        """Up to `reach` characters from `end`, lower case."""
        return self.lower[end : end + reach]


def _simplified(c: str, plain: str) -> str:
    """The tagger's table of Traditional characters is larger than that of the views."""
    return plain if "\u4e00" <= c <= "\u9fff" and "\u4e00" <= plain <= "\u9fff" else c


class Recognizer(Protocol):
    """Finds one kind, or a few related ones. Pure and stateless: safe from many threads."""

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds it may report."""
        ...

    def find(self, a: Analysis) -> list[Find]:
        """Every candidate in the text; overlaps are settled later, by score."""
        ...


def named(rule: Recognizer, find: Find) -> Find:
    """`find` with the recognizer's name in front of its rule: `BankCard: luhn and prefix`."""
    return find if ": " in find.rule else replace(find, rule=f"{type(rule).__name__}: {find.rule}")
