"""A million chat messages out of a seed: a few words very common, most rare, as people's words are (Zipf)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

WORDS = (Path(__file__).with_name("words.txt")).read_text("utf-8").split()
SYLLABLES = "安博晨达恩芳国海佳凯兰梅宁培琪荣松涛婉欣艳志子"


def messages(count: int, seed: int = 20261125) -> Iterator[tuple[int, str, str, str]]:
    """(seq, message id, conversation id, masked text); about 40 characters each, ten messages a conversation."""
    chance = random.Random(seed)
    weights = [1 / (rank + 2) for rank in range(len(WORDS))]
    # Drawing many at once is ten times as fast as one by one.
    drawn = iter(chance.choices(WORDS, weights, k=200_000))
    for seq in range(1, count + 1):
        words = []
        while len(words) < 14:
            word = next(drawn, None)
            if word is None:
                drawn = iter(chance.choices(WORDS, weights, k=200_000))
                continue
            words.append(word)
        words.insert(7, "，")
        if seq % 3 == 0:
            words.append(f"⟦MOBILE:{seq % 50_000:06x}⟧")
        if seq % 1000 == 7:
            words.append("".join(chance.choices(SYLLABLES, k=4)))
        if seq == count // 3:
            words.append("独角兽")
        yield seq, f"m{seq:025}", f"c{seq // 10:025}", "".join(words)
