"""Changed: figures that a notice of the bank sets anew without naming the article where they stand.

    序号=4; 事项=口头挂失有效期; 原规定=5日; 调整后=10日

The text it speaks of is found by what it says: the thing's name, as far as it is rare, and a figure of before without the one
of now. Such a text is as outdated as an abolished article; the notice itself stays the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from appliance.ai.answering.number_guard import same
from appliance.ai.answering.quantities import Quantity, quantities

_BEFORE = re.compile(r"^(?:原(?!因)|旧|现行|以前|之前|此前)|(?:修订|修改|调整|变更|变动)前")
_NOW = re.compile(
    r"(?:修订|修改|调整|变更|变动)[后为]|^(?:现|新|改)(?:规定|标准|为|在|行)|^(?:现在|今后|改为)$"
)
_COUNTS = re.compile(r"序号|编号|备注|说明|日期|时间|依据|出处|条款")
_SENTENCE = re.compile(
    r"(?P<thing>[^，。；：、\s]{3,24}?)，?由[“「]?(?P<before>[^，。；”」]{1,16})[”」]?"
    r"(?:调整|修改|变更|提高|降低|上调|下调|延长|缩短|增加|减少|改)[为到至][“「]?(?P<now>[^，。；”」]{1,20})"
)
_LEAST: Final = 0.55
"""Share of the thing's name, by weight of its pairs, that the text and its headings must say."""

_MOST_FIGURES: Final = 4
"""A row that says more figures than these answers much else besides; it is not outdated by one of them."""


@dataclass(frozen=True)
class Change:
    """One thing: its figures of before that hold no more, and those of now. `notice` is the title of who says so."""

    notice: str
    thing: str
    before: tuple[Quantity, ...]
    now: tuple[Quantity, ...]


class Changed:
    """What the bank's own notices set anew. Immutable; `texts` open with their place and a line break, as `Revoked` reads them."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.all: list[Change] = []
        for text in texts:
            place, _, said = text.partition("\n")
            for line in said.split("\n"):
                fields = [
                    (c, v) for c, sign, v in (f.partition("=") for f in re.split(r";\s*", line)) if sign
                ]
                if len(fields) > 1:
                    self._row(place.split(" ")[0], fields)
                else:
                    for m in _SENTENCE.finditer(line):
                        self._take(place.split(" ")[0], m["thing"], m["before"], m["now"])

    def _row(self, notice: str, fields: Sequence[tuple[str, str]]) -> None:
        before = next((v for c, v in fields if _BEFORE.search(c)), None)
        now = next((v for c, v in fields if _NOW.search(c)), None)
        thing = next(
            (v for c, v in fields if not (_COUNTS.search(c) or _BEFORE.search(c) or _NOW.search(c))), None
        )
        if before and now and thing:
            self._take(notice, thing, before, now)

    def _take(self, notice: str, thing: str, before: str, now: str) -> None:
        then, since = quantities(before), quantities(now)
        gone = [q for q in then if not any(same(q, other) for other in since)]
        come = [q for q in since if not any(same(q, other) for other in then)]
        if 3 <= len(thing) <= 24 and gone and come:
            self.all.append(Change(notice, thing, tuple(gone), tuple(come)))

    def outdates(
        self,
        title: str,
        said: str,
        unit: str,
        parts_of: Callable[[str], frozenset[str]],
        weight: Callable[[str], float],
    ) -> bool:
        """Whether a notice sets a figure of `unit` anew, which stands in the document `title`; `said` has its headings too.

        `parts_of` a name are the pairs that it is known by, `weight` is the rarity of one (`Vocabulary`).
        """
        for change in self.all:
            if change.notice == title or not _names(change.thing, said, parts_of, weight):
                continue
            figures = quantities(unit)
            if (
                len(figures) <= _MOST_FIGURES
                and any(same(q, other) for q in change.before for other in figures)
                and not any(same(q, other) for q in change.now for other in figures)
            ):
                return True
        return False


def _names(
    thing: str, said: str, parts_of: Callable[[str], frozenset[str]], weight: Callable[[str], float]
) -> bool:
    weights = {part: weight(part) for part in parts_of(thing)}
    total = sum(weights.values())
    return total > 0 and sum(w for part, w in weights.items() if part in said) >= _LEAST * total
