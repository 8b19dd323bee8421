"""Names: what a bank calls its own things in two languages, read from its texts, so that Gull Transfer finds 信鸥汇.

A bank writes both names side by side: in brackets (贝壳卡（Shell Card）), in a column or row of English names, or one after
the other at the head of a column or of a section (小舟套餐 Dinghy).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from appliance.ai.answering import lexicon
from appliance.ai.answering.words import is_generic
from appliance.core.kit.once import once

_ENGLISH = r"[A-Za-z][A-Za-z0-9&'’-]+(?: [A-Za-z0-9&'’-]+){0,4}"
_BRACKETED = re.compile(
    rf"([\u3400-\u9fff]{{2,14}})[”\"』」]?[（(]({_ENGLISH})[）)]|({_ENGLISH})[（(]([\u3400-\u9fff]{{2,14}})[）)]"
)
_BOTH = re.compile(rf"([\u3400-\u9fff]{{2,10}}) ?({_ENGLISH})")
_LABEL = re.compile(r"英文|外文名|english", re.IGNORECASE)
_QUOTES = re.compile(r"[“”\"『』「」《》]")
_JOINS = re.compile(r"^[和与或及为即叫的]")
_CAPITAL = re.compile(r"[A-Z]")
_LEAST = 4
"""Letters that a part of a name has at least which stands for the whole."""


@once
def _common() -> frozenset[str]:
    """English words, in small letters, that any bank uses: no name of a thing by themselves (gold, card, home)."""
    forms = (line.split(" = ")[0] for line in lexicon.lines("banking_en"))
    return frozenset(word for form in forms for word in form.lower().replace("|", " ").split())


class Names:
    """The Chinese name by the English one, and by the beginning of it that no other name has. Immutable."""

    def __init__(self, texts: Iterable[str]) -> None:
        texts = list(texts)
        self._whole = "\n".join(texts)
        found: dict[str, str] = {}
        for english, chinese in self._pairs(texts):
            name = _QUOTES.sub("", chinese).strip()
            if _CAPITAL.search(english) and len(english) > 2 and english.lower() not in _common():
                found.setdefault(english.strip(), name)
        self.chinese = {english.lower(): name for english, name in found.items()}
        forms = [(re.escape(english), re.IGNORECASE, name) for english, name in found.items()]
        forms += [(re.escape(short), re.NOFLAG, name) for short, name in _shorter(found)]
        forms.sort(key=lambda form: -len(form[0]))
        self._forms = [
            (re.compile(rf"(?<![A-Za-z]){form}(?![A-Za-z])", flags), name) for form, flags, name in forms
        ]

    def find(self, text: str) -> Iterator[tuple[re.Pattern[str], str]]:
        """The forms that stand in `text` with the Chinese name of each, the longest first."""
        for form, name in self._forms:
            if form.search(text):
                yield form, name
                text = form.sub(" ", text)

    def in_chinese(self, text: str) -> str:
        """`text` with the bank's English names in Chinese."""
        for form, name in self._forms:
            text = form.sub(name, text)
        return text

    def _pairs(self, texts: Iterable[str]) -> Iterator[tuple[str, str]]:
        for text in texts:
            place, _, rest = text.partition("\n")
            for part in place.split(" › "):
                if m := _BOTH.search(part):
                    yield m[2], self._name(m[1])
            for line in (rest or place).split("\n"):
                fields = [tuple(part.split("=", 1)) for part in re.split(r";\s*", line) if "=" in part]
                if len(fields) > 1:
                    yield from _of_row([(f[0].strip(), f[1].strip()) for f in fields])
                for m in _BRACKETED.finditer(line):
                    yield (m[2], self._name(m[1])) if m[1] else (m[3], m[4])

    def _name(self, run: str) -> str:
        """The end of a run of characters that is a name: the longest that stands in the texts more than this once."""
        run = _JOINS.sub("", run)
        ends = (run[start:] for start in range(len(run) - 1))
        return next((end for end in ends if self._whole.count(end) > 1), run)


def _of_row(fields: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    (_, name), *rest = fields
    if _LABEL.search(name):
        yield from ((value, column) for column, value in rest if re.fullmatch(_ENGLISH, value))
        return
    for column, value in rest:
        if _LABEL.search(column) and re.fullmatch(_ENGLISH, value):
            yield value, name
    for cell in (name, *(column for column, _ in rest)):
        if m := _BOTH.fullmatch(cell):
            yield m[2], m[1]


def _shorter(found: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Beginnings of names that begin no other thing's name: FlyFish of FlyFish Remit."""
    for english, name in found.items():
        words = english.split(" ")
        for length in range(1, len(words)):
            short = " ".join(words[:length])
            plain = short.lower() in _common() or is_generic(short.lower())
            others = any(other.startswith(f"{short} ") and whose != name for other, whose in found.items())
            if len(short) >= _LEAST and not (plain or others or short in found):
                yield short, name
