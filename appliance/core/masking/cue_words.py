"""Words that stand beside names, addresses and dates of birth, found in a text at one walk.

Several hundred words in one regular expression are tried one after the other at each place; here the first character
tells which few may begin there.
"""

from __future__ import annotations

from functools import cache

from appliance.core.masking.word_lists import lines


def cues(low: str) -> list[int]:
    """Class of the cue word that covers each character, apart for its first and last; 0 beside them.

    The longest word wins, from left to right; Latin words count only as a whole.
    """
    found = [0] * len(low)
    at, lexicon = 0, _lexicon()
    while at < len(low):
        for word, number in lexicon.get(low[at], ()):
            end = at + len(word)
            if low.startswith(word, at) and not (word[0].isascii() and _inside_a_word(low, at, end)):
                found[at:end] = [number * 3 + 3] * len(word)
                found[at] = number * 3 + 1
                found[end - 1] = number * 3 + 2
                at = end
                break
        else:
            at += 1
    return found


def _inside_a_word(low: str, start: int, end: int) -> bool:
    return (start > 0 and "a" <= low[start - 1] <= "z") or (end < len(low) and "a" <= low[end] <= "z")


@cache
def _lexicon() -> dict[str, tuple[tuple[str, int], ...]]:
    """First character -> the cue words that begin with it and their classes, the longest first."""
    classes: dict[str, int] = {}
    for number, line in enumerate(lines("lexicon"), 1):
        for word in line.split()[1:]:
            classes.setdefault(word, number)
    by_first: dict[str, list[tuple[str, int]]] = {}
    for word in sorted(classes, key=lambda w: (-len(w), w)):
        by_first.setdefault(word[0], []).append((word, classes[word]))
    return {first: tuple(words) for first, words in by_first.items()}
