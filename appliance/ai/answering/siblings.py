"""Siblings: things that a bank's texts set side by side, so that a text about one does not answer for another.

Read from tables (the names of rows under one heading: 美元, 港币, 欧元; columns such as 标准版 and 专业版) and from headings
(个人住房贷款（安岫贷）, 个人汽车贷款（行岫贷）). A sibling is also known by the end of its name (白金卡 for 岫峰白金卡) where no other
one ends so, and by what stands in brackets.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache

from appliance.ai.answering import lexicon
from appliance.ai.answering.numerals import plain_forms
from appliance.ai.answering.words import Segmenter

_BRACKETS = re.compile(r"[（(]([^）)]*)[）)]")
_NUMBERING = re.compile(
    r"^(?:第[一二三四五六七八九十百\d]+[章节条部分]*|附[表录件][一二三四五六七八九十\d]*|[\d.]+|[一二三四五六七八九十]+、)\s*"
)
_MOST = 24
_TOO_PLAIN = frozenset(lexicon.words("too_plain"))
_ENDS = ("贷款", "贷", "卡", "存款", "存单", "版", "级", "盾", "险", "户", "渠道")


class Siblings:
    """Groups of siblings; each member known by several names. Immutable."""

    def __init__(self, texts: Iterable[str], segmenter: Segmenter) -> None:
        texts = list(texts)
        self._segmenter = segmenter
        self._whole = "\n".join(texts)
        groups: dict[tuple[str, str], set[str]] = defaultdict(set)
        for text in texts:
            place, _, rest = text.partition("\n")
            for line in rest.split("\n") if rest else [place]:
                fields = [part.split("=", 1) for part in re.split(r";\s*", line)]
                if len(fields) < 2 or any(len(f) != 2 for f in fields):
                    continue
                for column, value in fields[:2]:
                    if _is_name(value):
                        groups[place, column].add(value)
                for end in _ENDS:
                    columns = {c for c, _ in fields[1:] if _BRACKETS.sub("", c).endswith(end) and _is_name(c)}
                    if len(columns) > 1:
                        groups[place, f"columns {end}"] |= columns
            title, *headings = place.split(" ")
            for heading in headings:
                name = _NUMBERING.sub("", heading)
                for end in _ENDS:
                    if _BRACKETS.sub("", name).endswith(end) and _is_name(name):
                        groups[title, f"headings {end}"].add(name)
        self._families: list[list[tuple[str, frozenset[str]]]] = []
        seen: set[frozenset[str]] = set()
        for members in groups.values():
            key = frozenset(members)
            if 2 <= len(members) <= _MOST and key not in seen:
                seen.add(key)
                self._families.append(self._with_names(sorted(members)))

    def _with_names(self, members: Sequence[str]) -> list[tuple[str, frozenset[str]]]:
        bare = {member: _BRACKETS.sub("", member).strip() for member in members}
        out = []
        for member in members:
            names = {bare[member], *(b.strip() for b in _BRACKETS.findall(member) if _is_name(b))}
            names |= {
                name
                for name in self._shorter(bare[member])
                if name not in _TOO_PLAIN
                and not any(
                    name in bare[other]
                    for other in members
                    if other != member and not self._hides(bare[other], name)
                )
                and not self._hides(bare[member], name)
            }
            out.append((member, frozenset(name.lower() for name in names if len(name) >= 2)))
        return out

    def _shorter(self, name: str) -> set[str]:
        """Ends of a name, and its first word: 白金卡 and 白金 of 岫峰白金卡, 蓝牙 of 蓝牙U盾."""
        if name.isascii():
            return set()
        words = [w.text for w in self._segmenter.words(name)]
        out = {"".join(words[i:]) for i in range(1, len(words))} | {words[0]}
        if len(name) <= 6:
            out |= {name[i:] for i in range(1, len(name) - 1)}
        return {
            short
            for one in out
            for short in (one, one[:-1] if one.endswith(("卡", "级", "锁", "版")) else one)
        }

    def _hides(self, name: str, end: str) -> bool:
        """Whether `name` is itself shortened to something longer than `end`: 岫峰白金卡 to 白金卡, so 金卡 is not it."""
        if not name.endswith(end) or name == end:
            return False
        longer = name[-len(end) - 1 :]
        return longer != name and self._whole.count(longer) > self._whole.count(name)

    def members(self) -> frozenset[str]:
        """Every sibling by its name without what stands in brackets."""
        return frozenset(_BRACKETS.sub("", m).strip() for family in self._families for m, _ in family)

    def other(self, question: str, text: str) -> str | None:
        """The sibling that the question names where `text` names only others of its group."""
        asked_of = self._found(question)
        said_of = self._found(text) if asked_of else {}
        for number, asked in asked_of.items():
            said = said_of.get(number)
            if said and not asked & said:
                return "、".join(sorted(asked))
        return None

    def named(self, question: str) -> frozenset[str]:
        """Every sibling that the question names."""
        return frozenset(member for members in self._found(question).values() for member in members)

    def names_in(self, text: str) -> frozenset[str]:
        """The names by which siblings stand in `text`."""
        low = plain_forms(text).lower()
        found = self._found(text)
        each = {
            max((n for n in names if n in low), key=lambda n: (len(n), n), default="")
            for number, members in found.items()
            for member, names in self._families[number]
            if member in members
        }
        return frozenset(name for name in each if name)

    def is_one(self, text: str) -> bool:
        """Whether `text` is no more than a name of a sibling (双屏 for 双屏卡)."""
        return text.lower() in self._names

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(name for family in self._families for _, names in family for name in names)

    def without_others(self, earlier: str, now: str) -> str:
        """`earlier` without the siblings whose group `now` names another member of."""
        before, after = self._found(earlier), self._found(now)
        for number, named in after.items():
            for member, names in self._families[number]:
                if member in before.get(number, ()) and member not in named:
                    for name in sorted(names, key=len, reverse=True):
                        earlier = re.sub(re.escape(name), "", earlier, flags=re.IGNORECASE)
        return earlier

    @cached_property
    def _longest_first(self) -> list[list[tuple[str, str]]]:
        """(name, member) of each group."""
        return [
            sorted(((n, m) for m, ns in family for n in sorted(ns)), key=lambda pair: -len(pair[0]))
            for family in self._families
        ]

    @cached_property
    def _by_pair(self) -> dict[str, set[int]]:
        """Numbers of the groups by the first two characters of their names."""
        out: dict[str, set[int]] = defaultdict(set)
        for number, names in enumerate(self._longest_first):
            for name, _ in names:
                out[name[:2]].add(number)
        return dict(out)

    def _found(self, text: str) -> dict[int, frozenset[str]]:
        return _found(self, text)

    def find(self, text: str) -> dict[int, frozenset[str]]:
        """Members by number of their group; the longest name counts (金卡 within 白金卡 does not)."""
        text = plain_forms(text).lower()
        pairs = {text[i : i + 2] for i in range(len(text) - 1)}
        near = {number for pair in pairs & self._by_pair.keys() for number in self._by_pair[pair]}
        out: dict[int, frozenset[str]] = {}
        for number in sorted(near):
            rest, found = text, set()
            for name, member in self._longest_first[number]:
                if name in rest:
                    found.add(member)
                    rest = rest.replace(name, "\0")
            if found:
                out[number] = frozenset(found)
        return out


@lru_cache(maxsize=20_000)
def _found(siblings: Siblings, text: str) -> dict[int, frozenset[str]]:
    return siblings.find(text)


def _is_name(value: str) -> bool:
    bare = _BRACKETS.sub("", value).strip()
    return 2 <= len(bare) <= 12 and not re.search(r"\d|[，。、；：%/]", bare) and bare not in _TOO_PLAIN
