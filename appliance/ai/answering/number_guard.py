"""Number guard: a rate, amount, limit, date, day count or phone number may be sent only if it stands in a passage.

How a number is written does not matter (3.5% = 百分之三点五, 1,000 = 一千); its unit and its value do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from appliance.ai.answering.numerals import plain_forms
from appliance.ai.answering.quantities import Quantity, quantities
from appliance.ai.answering.units import PLAIN

_CLAUSE_END = re.compile(r"[，。；！？、;!?\n]|,(?!\d)|\.(?=\s)")
_WORD = re.compile(r"[A-Za-z]{2,}")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LOOSE = {PLAIN, "count"}  # units that say nothing about what is counted


def unsupported_numbers(sentence: str, passage_texts: Sequence[str]) -> list[str]:
    """The numbers of `sentence`, as written, that stand in none of `passage_texts`; empty when all do."""
    have = [q for text in passage_texts for q in quantities(text)]
    return [q.shown for q in quantities(sentence) if not any(same(q, other) for other in have)]


def misplaced_numbers(sentence: str, passage: str) -> list[str]:
    """Numbers of `sentence` that stand in `passage`, but beside other words: 最长 70 年 where 最长 30 年 is published.

    For each number the published ones of its unit are compared by the words of their clause; the one that shares most
    words must have its value. A passage with a single number of the unit leaves no choice."""
    said, published = quantities(sentence), quantities(passage)
    sentence, passage = plain_forms(sentence), plain_forms(passage)
    out: list[str] = []
    for number in said:
        rivals = [other for other in published if other.kind == number.kind or same(number, other)]
        if len({frozenset(map(str, other.values)) for other in rivals}) < 2:
            continue
        around = _around(sentence, number)
        shared = [len(around & _around(passage, other)) for other in rivals]
        if not any(
            share == max(shared) and same(number, other) for share, other in zip(shared, rivals, strict=True)
        ):
            out.append(number.shown)
    return out + _too_often(said, published)


def _too_often(said: list[Quantity], published: list[Quantity]) -> list[str]:
    """Values that a sentence names more often than the passage does (25 to 25, 4 free and from the 4th): one was another."""
    return [
        number.shown
        for number in said
        if sum(_overlap(number, other) for other in said)
        > max(1, sum(_overlap(number, p) for p in published))
    ]


def _overlap(one: Quantity, other: Quantity) -> bool:
    return not one.values.isdisjoint(other.values)


def _around(text: str, number: Quantity) -> set[str]:
    """Character pairs and words of the clause before a number and of the few characters after it."""
    before = _CLAUSE_END.split(text[max(0, number.start - 24) : number.start])[-1]
    after = _CLAUSE_END.split(text[number.end : number.end + 8])[0]
    words = {word.lower() for word in _WORD.findall(f"{before} {after}")}
    runs = _HAN.findall(before) + _HAN.findall(after)
    return words | {run[i : i + 2] for run in runs for i in range(len(run) - 1)}


def same(said: Quantity, published: Quantity) -> bool:
    """Whether the number said is the published one. A published date may say more than the sentence, never less."""
    if said.kind == "date" or published.kind == "date":
        return said.kind == published.kind and _date_within(said, published)
    if said.values.isdisjoint(published.values):
        return False
    if said.kind == published.kind:
        return True
    if {said.kind, published.kind} == {"share", PLAIN}:
        return False  # 0.035 is not how a bank writes 3.5%
    return bool({said.kind, published.kind} & _LOOSE)


def _date_within(said: Quantity, published: Quantity) -> bool:
    (said_date,), (published_date,) = said.values, published.values
    if isinstance(said_date, Decimal) or isinstance(published_date, Decimal):
        return False
    pairs = zip(said_date.split("-"), published_date.split("-"), strict=True)
    return all(a in ("*", b) for a, b in pairs)
