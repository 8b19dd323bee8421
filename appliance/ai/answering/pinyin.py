"""Pinyin typed for characters: `tiqian还款` is 提前还款 when the bank writes 提前 and nothing else that sounds so.

GB 2312 sorts its first 3,755 characters by sound, so a table of where each syllable begins is all that is needed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import cache

from appliance.ai.answering import lexicon
from appliance.core.kit.once import once

_LAST = 0xD7F9  # the last character of the part that is sorted by sound
_LETTERS = re.compile(r"[a-z]{2,24}")
_SECOND_SOUND = {
    "行": "hang",
    "长": "zhang",
    "重": "zhong",
    "调": "tiao",
    "折": "she",
    "会": "kuai",
    "还": "hai",
    "乐": "yue",
}


@once
def _starts() -> tuple[list[int], list[str]]:
    pairs = [line.split("=") for line in lexicon.words("pinyin")]
    codes = [int.from_bytes(character.encode("gb2312"), "big") for _, character in pairs]
    return codes, [syllable for syllable, _ in pairs]


@cache
def sound(character: str) -> str | None:
    """The (first) syllable of a common character without its tone: 提 is `ti`; None for all others."""
    try:
        code = int.from_bytes(character.encode("gb2312"), "big")
    except UnicodeEncodeError:
        return None
    codes, names = _starts()
    if not codes[0] <= code <= _LAST:
        return None
    return names[bisect_right(codes, code) - 1]


def sounds(character: str) -> tuple[str, ...]:
    """All syllables of a common character: 行 is `xing` and `hang`."""
    first, second = sound(character), _SECOND_SOUND.get(character)
    return tuple(one for one in (first, second) if one)


@cache
def syllables(letters: str) -> tuple[tuple[str, ...], ...]:
    """Every way to read `letters` as syllables, those of fewest syllables first: `xian` is xian, or xi an."""
    known = set(_starts()[1])
    out: list[tuple[str, ...]] = []

    def go(rest: str, so_far: tuple[str, ...]) -> None:
        if not rest:
            out.append(so_far)
        for length in range(min(6, len(rest)), 0, -1):
            head = rest[:length].replace("v", "u") if rest[:length] in ("lv", "nv") else rest[:length]
            if head in known or rest[:length] in known:
                go(rest[length:], (*so_far, rest[:length] if rest[:length] in known else head))

    go(letters, ())
    return tuple(sorted(out, key=len))


class Sounds:
    """The words of a bank by how they sound. Built from its character pairs with how often each occurs."""

    def __init__(self, pairs: Iterable[tuple[str, int]]) -> None:
        self._by_sound: dict[tuple[str, str], list[tuple[int, str]]] = {}
        self._times: dict[str, int] = {}
        for pair, times in pairs:
            if len(pair) != 2 or not all(map(sound, pair)):
                continue
            self._times[pair] = times
            for first in sounds(pair[0]):
                for second in sounds(pair[1]):
                    self._by_sound.setdefault((first, second), []).append((times, pair))
        for each in self._by_sound.values():
            each.sort(reverse=True)

    def spelled_out(self, text: str, keep: Callable[[str], bool]) -> str:
        """`text` with pinyin put into the bank's characters, where it has any; words that `keep` knows stay."""
        return _LETTERS.sub(
            lambda m: m[0] if keep(m[0]) else self._spelled(m[0], text, m.start(), m.end()), text
        )

    def _spelled(self, letters: str, text: str, start: int, end: int) -> str:
        before = text[start - 1] if start and text[start - 1] >= "\u3400" else ""
        after = text[end] if end < len(text) and text[end] >= "\u3400" else ""
        best: tuple[float, str] = (0.0, letters)
        for parts in syllables(letters)[:4]:
            for times, word in self._words(parts, before, after):
                if times > best[0]:
                    best = (times, word)
        return best[1]

    def _words(self, parts: tuple[str, ...], before: str, after: str) -> Iterable[tuple[float, str]]:
        if len(parts) == 1:
            # One syllable says too little by itself: a neighbour must make a word of the bank with it.
            for pair, times in self._times.items():
                if before and pair[0] == before and parts[0] in sounds(pair[1]):
                    yield times, pair[1]
                elif after and pair[1] == after and parts[0] in sounds(pair[0]):
                    yield times, pair[0]
            return
        found: list[tuple[float, str]] = [(0.0, "")]
        for number in range(len(parts) - 1):
            pairs = self._by_sound.get((parts[number], parts[number + 1]), [])
            if number == 0:
                found = [(float(times), pair) for times, pair in pairs[:8]]
                continue
            found = [
                (score + times, word + pair[1])
                for score, word in found
                for times, pair in pairs
                if pair[0] == word[-1]
            ] or (found if len(parts) > 4 else [])
        yield from found
