"""Beginnings: what the names of several of a bank's things begin with, so that a name which goes on otherwise is none of them.

听潮三月, 听潮半年 and 听潮一年 stand in a table: 听潮两年 is near to all of its rows, and none of them answers for it. Nor does
甲型 or 乙型 for 丙型, 大箱 for 特大箱, or 远山一号 for 远山四号, where the bank writes nothing of these.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

_NAME = re.compile(r"[\u3400-\u9fff\d]{3,10}")
_COUNT = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3}|半|双|单|每)"
_TERM = re.compile(
    rf"{_COUNT}个?(?:年半|年|月|季|周|天|日)|季度|月度|年度|([天周月季年])\1|[日周月季年](?=享)"
)
_GOES_ON = re.compile(r"[\u3400-\u9fff\d]")
_ALPHABETS = ("一二三四五六七八九十", "甲乙丙丁戊己庚辛", "ABCDEFGHIJ", "ⅠⅡⅢⅣⅤ")
_RANK = f"[{''.join(_ALPHABETS)}]"
_RANKED = re.compile(rf"(?P<of>[\u3400-\u9fff]{{0,6}})(?P<rank>{_RANK})(?P<sort>[号型款档级类])")
_SIZED = re.compile(r"[大中小](?P<thing>[\u3400-\u9fff]{1,3})")
_OTHER_SIZES = "(?:特大|超大|加大|加长|特小|超小|迷你)"
_SHORTEST, _LONGEST = 2, 4
_SEEN_TWICE = 2


class Beginnings:
    """Beginnings that two or more names share, with how those go on. Immutable."""

    def __init__(self, names: Iterable[str]) -> None:
        names = list(names)
        series: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for one in filter(None, map(_RANKED.fullmatch, names)):
            series[one["of"], one["sort"], _alphabet(one["rank"])].add(one["rank"])
        self._series = [
            re.compile(rf"(?<!第){of}[{ranks}]{sort}")
            for (of, sort, ranks), held in series.items()
            if len(held) >= _SEEN_TWICE and (of or sort != "号")  # 一号 is a day, too
        ]
        sized = Counter(size["thing"] for size in filter(None, map(_SIZED.fullmatch, set(names))))
        self._series += [
            re.compile(f"{_OTHER_SIZES}号?{thing}") for thing, n in sized.items() if n >= _SEEN_TWICE
        ]
        self._names = sorted({name for name in names if _NAME.fullmatch(name)}, key=len, reverse=True)
        ends: dict[str, set[str]] = defaultdict(set)
        for name in self._names:
            for length in range(_SHORTEST, min(_LONGEST, len(name) - 1) + 1):
                ends[name[:length]].add(name[length:])
        self._ends = {start: rest for start, rest in ends.items() if len(rest) >= _SEEN_TWICE}
        self._terms = {
            start: {m[0] for end in rest if (m := _TERM.match(end))} for start, rest in self._ends.items()
        }

    def another_term(self, question: str) -> str | None:
        """A name that goes on with another term (听潮两年) than those which begin so and are named by terms; None without one."""
        for start, terms in self._terms.items():
            if len(terms) < _SEEN_TWICE:
                continue
            for at in _places(start, question):
                rest = question[at : at + 8]
                m = _TERM.match(rest)
                if m and not any(rest.startswith(end) for end in (*terms, *self._ends[start])):
                    return start + m[0]
        return None

    def another_rank(self, question: str, writes: Callable[[str], bool]) -> str | None:
        """One of a series (丙型 beside 甲型 and 乙型) that no text of the bank writes; None without one."""
        for form in self._series:
            if (m := form.search(question)) and not writes(m[0]):
                return m[0]
        return None

    def otherwise(self, question: str, knows: Callable[[str], bool]) -> float:
        """1 where a shared beginning goes on as none of its names does, 2 where with a term; less where the seam is a pair that
        the bank writes."""
        worst = 0.0
        for start, ends in self._ends.items():
            if start not in question or any(n.startswith(start) and n in question for n in self._names):
                continue
            for at in _places(start, question):
                rest = question[at : at + 8]
                if _GOES_ON.match(rest) and not any(rest.startswith(end) for end in ends):
                    seam = 0.5 if knows(start[-1] + rest[0]) else 1.0
                    worst = max(worst, 2.0 if _TERM.match(rest) else seam)
        return worst


def _alphabet(rank: str) -> str:
    return next(letters for letters in _ALPHABETS if rank in letters)


def _places(start: str, question: str) -> list[int]:
    """Where each `start` in the question ends."""
    return [m.end() for m in re.finditer(re.escape(start), question)]
