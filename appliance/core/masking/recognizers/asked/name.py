"""A name given by itself, because the turn before asked for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._names import (
    COMPOUND_SURNAMES,
    NOT_CHINESE_NAMES,
    NOT_LATIN_NAMES,
    SURNAMES,
)

_ONLY_NAME = re.compile(
    rf"^\s*(?:我?(?:叫|是|姓名是?)?|你好[，,]?)\s*(?P<v>(?:{COMPOUND_SURNAMES})[\u4e00-\u9fff]{{1,2}}|[{SURNAMES}][\u4e00-\u9fff]{{1,2}})\s*[。.!！~]?\s*$"
)
_ONLY_LATIN = re.compile(r"^\s*(?P<v>[A-Za-z][A-Za-z'’\-]+(?: [A-Za-z][A-Za-z'’\-]+){0,3})\s*[.!]?\s*$")
_LONGEST_NAME_ANSWER = 60
_PLAIN_WORDS = frozenset(
    [
        "ok",
        "okay",
        "yes",
        "no",
        "sure",
        "thanks",
        "thank",
        "you",
        "hello",
        "hi",
        "please",
        "wait",
        "good",
        "fine",
        "great",
        "right",
    ]
)


class AskedName:
    """Only where the whole message is the name."""

    kinds = frozenset({"PERSON"})

    def find(self, a: Analysis) -> list[Find]:
        return list(self._name(a)) if "PERSON" in a.asked else []

    def _everyday(self, a: Analysis, name: str, start: int) -> bool:
        """谢谢, 明白: a whole word of the language rather than a name."""
        tags = ("v", "a", "ad", "d", "r", "xc", "m", "t", "TIME", "c", "vd", "u", "LOC", "f")
        return name in NOT_CHINESE_NAMES or any(w.start == start and w.tag in tags for w in a.words)

    def _name(self, a: Analysis) -> Iterator[Find]:
        if len(a.flat) > _LONGEST_NAME_ANSWER:
            return
        if (m := _ONLY_NAME.match(a.flat)) and not self._everyday(a, m["v"], m.start("v")):
            yield Find(*m.span("v"), "PERSON", 0.8, "asked for just before")
        elif m := _ONLY_LATIN.match(a.flat):
            parts = m["v"].lower().split()
            if not any(p in NOT_LATIN_NAMES or p in _PLAIN_WORDS for p in parts):
                yield Find(*m.span("v"), "PERSON", 0.8, "asked for just before")
