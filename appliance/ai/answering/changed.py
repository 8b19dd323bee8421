"""Changed: figures that a notice of the bank sets anew without naming the article where they stand.

    序号=4; 事项=口头挂失有效期; 原规定=5日; 调整后=10日

The text it speaks of is found by what it says: the thing's name, as far as it is rare, and a figure of before without the one
of now. The sentence, or the cell of a row, that holds this figure is as outdated as an abolished article and is left out;
the rest of the text still holds. For the figure itself the notice is the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from appliance.ai.answering.number_guard import same
from appliance.ai.answering.quantities import Quantity, quantities
from appliance.ai.knowledge.rows import row_fields

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

_AS_MUCH: Final = 0.1
"""Sentences that say less of the name than the one that says most of it, by more than this, speak of another thing."""

_MOST_FIGURES: Final = 4
"""A sentence that says more figures than these says much else besides; it is not outdated by one of them."""

_PIECE = re.compile(r"[^。；！？\n]*[。；！？\n]+[”」』）)]*|[^。；！？\n]+$")
_OPENING = re.compile(r"(?:第[一二三四五六七八九十百零\d]+条|§\s*\d+)\s*")


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

    def in_force(
        self,
        title: str,
        heading: str,
        unit: str,
        parts_of: Callable[[str], frozenset[str]],
        weight: Callable[[str], float],
    ) -> str:
        """What still holds of `unit`, an article or row of the document `title` under `heading`; "" where nothing does.

        `parts_of` a name are the pairs that it is known by, `weight` is the rarity of one (`Vocabulary`).
        """
        cells = re.split(r";\s*", unit) if row_fields(unit) else []
        pieces = cells or _PIECE.findall(unit)
        about = f"{heading} {cells[0]}" if cells else heading
        gone: set[int] = set()
        for change in self.all:
            if change.notice == title:
                continue
            pairs = {part: weight(part) for part in parts_of(change.thing)}
            if _share(pairs, f"{heading} {unit}") < _LEAST:
                continue
            old = [n for n, piece in enumerate(pieces) if _before(change, piece)]
            said = [_share(pairs, f"{about} {pieces[n]}") for n in old]
            gone |= {n for n, share in zip(old, said, strict=True) if share >= max(said) - _AS_MUCH}
        if not gone:
            return unit
        left = [piece for n, piece in enumerate(pieces) if n not in gone]
        if cells:
            return "" if 0 in gone or not quantities("; ".join(left[1:])) else "; ".join(left)
        rest = "".join(left).strip()
        if rest and 0 in gone and (opens := _OPENING.match(unit)):
            rest = opens[0] + rest
        return re.sub(r"；$", "。", rest)


def _before(change: Change, piece: str) -> bool:
    """Whether a sentence or cell says a figure of before, and none of now."""
    figures = quantities(piece)
    return (
        len(figures) <= _MOST_FIGURES
        and any(same(q, other) for q in change.before for other in figures)
        and not any(same(q, other) for q in change.now for other in figures)
    )


def _share(pairs: Mapping[str, float], said: str) -> float:
    """How much of a name, by the weight of its pairs, is said."""
    total = sum(pairs.values())
    return sum(weight for pair, weight in pairs.items() if pair in said) / total if total else 0.0
