"""Other words for what a question says: everyday speech for the words of documents, English for Chinese.

The lists hold general words of banking and name no bank's products. Other words
help to find a text; they never decide that it answers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from importlib.resources import files

from appliance.core.kit.once import once

_LATIN = re.compile(r"[a-z][a-z0-9'-]*")
_ENDINGS = (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""))


def other_words(question: str, own: Iterable[Sequence[str]] = ()) -> list[str]:
    """Words that say the same as words of the question and do not stand in it; `own` are the groups of a base.

    Costs about .1 ms. The lists lie in `chinese.txt` and `english.txt` beside this file.
    """
    said = unicodedata.normalize("NFKC", question).lower()
    found: list[str] = []
    for group in (*(() if said.isascii() else _chinese()), *map(_folded, own)):
        for low, _ in group:
            if low in said and _stands_in(low, said):
                found += [word for folded, word in group if folded not in said]
                break
    if _LATIN.search(said):
        found += _from_english(said)
    return list(dict.fromkeys(found))


def _stands_in(word: str, said: str) -> bool:
    if not word.isascii():
        return word in said
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", said) is not None


def _from_english(said: str) -> list[str]:
    """Chinese for the longest English terms that stand in the text, whatever their endings."""
    terms, longest = _english()
    words = [_stem(word) for word in _LATIN.findall(said)]
    found: list[str] = []
    place = 0
    while place < len(words):
        for length in range(min(longest, len(words) - place), 0, -1):
            if (chinese := terms.get(tuple(words[place : place + length]))) is not None:
                found += chinese
                place += length
                break
        else:
            place += 1
    return found


def _stem(word: str) -> str:
    word = word.removesuffix("'s")
    for ending, kept in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending) + kept
            break
    return word.rstrip("e")


def _lines(name: str) -> list[str]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


@once
def _chinese() -> tuple[tuple[tuple[str, str], ...], ...]:
    return tuple(_folded(line.split()) for line in _lines("chinese.txt"))


def _folded(group: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The words of a group, each in small letters and as it is written."""
    return tuple((word.lower(), word) for word in group)


@once
def _english() -> tuple[dict[tuple[str, ...], tuple[str, ...]], int]:
    terms: dict[tuple[str, ...], tuple[str, ...]] = {}
    for line in _lines("english.txt"):
        english, _, chinese = line.partition("=")
        terms[tuple(_stem(word) for word in _LATIN.findall(english))] = tuple(chinese.split())
    return terms, max(len(key) for key in terms)
