"""How well messages are read: per class precision, recall and F1, their mean, each with its 95 % interval.

Intervals of shares are Wilson's; those of F1 and its means are percentiles of 1,000 samples drawn from the lines with
replacement (Efron 1979), the same samples every time. Lines: `{"text"[, "history"], "wants_person", "mood", "escalating", "topic"}`.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from appliance.ai.reading.labels import MOODS, TOPICS

Interval = tuple[float, float]

SAMPLES: Final = 1000


@dataclass(frozen=True)
class Outcome:
    """What was read of one line, or what its author says of it."""

    wants_person: bool
    mood: str
    escalating: bool
    topic: str

    @property
    def unhappy(self) -> bool:
        """Dissatisfied or angry."""
        return self.mood in ("dissatisfied", "angry")


@dataclass(frozen=True)
class Row:
    """One class: how often it is labelled, and how well it is found."""

    name: str
    count: int
    precision: float
    recall: float
    f1: float
    interval: Interval


@dataclass(frozen=True)
class Report:
    """`groups` of rows, each with its macro F1 and that one's interval; `mood_errors` is the share of wrong moods."""

    lines: int
    groups: tuple[tuple[str, tuple[Row, ...], float, Interval], ...]
    mood_errors: float
    mood_errors_interval: Interval


def measure(read: Sequence[Outcome], labelled: Sequence[Outcome]) -> Report:
    """Compare what was read with the labels, line by line; at least one line."""
    from appliance.core.masking.evaluate import wilson

    columns: tuple[tuple[str, tuple[str, ...], list[str], list[str]], ...] = (
        (
            "wants_person",
            ("yes",),
            [_yes(o.wants_person) for o in read],
            [_yes(o.wants_person) for o in labelled],
        ),
        ("escalating", ("yes",), [_yes(o.escalating) for o in read], [_yes(o.escalating) for o in labelled]),
        ("unhappy", ("yes",), [_yes(o.unhappy) for o in read], [_yes(o.unhappy) for o in labelled]),
        ("mood", MOODS, [o.mood for o in read], [o.mood for o in labelled]),
        ("topic", TOPICS, [o.topic for o in read], [o.topic for o in labelled]),
    )
    wrong = sum(a.mood != b.mood for a, b in zip(read, labelled, strict=True))
    groups = tuple(_group(name, classes, ours, theirs) for name, classes, ours, theirs in columns)
    return Report(len(read), groups, wrong / len(read), wilson(wrong, len(read)))


def _yes(said: bool) -> str:
    return "yes" if said else "no"


def _group(
    name: str, classes: Sequence[str], ours: list[str], theirs: list[str]
) -> tuple[str, tuple[Row, ...], float, Interval]:
    pairs = list(zip(ours, theirs, strict=True))
    r = random.Random(20)  # noqa: S311 - the same samples every time
    drawn = [_figures(r.choices(pairs, k=len(pairs)), classes) for _ in range(SAMPLES)]
    rows, macros = [], [sum(f for *_, f in each.values()) / len(classes) for each in drawn]
    now = _figures(pairs, classes)
    for each in classes:
        count, precision, recall, f1 = now[each]
        rows.append(Row(each, count, precision, recall, f1, _middle([one[each][3] for one in drawn])))
    return name, tuple(rows), sum(row.f1 for row in rows) / len(rows), _middle(macros)


def _figures(
    pairs: Sequence[tuple[str, str]], classes: Sequence[str]
) -> dict[str, tuple[int, float, float, float]]:
    """Count, precision, recall and F1 of each class; 0 where nothing is found or labelled."""
    right, found, count = (dict.fromkeys(classes, 0) for _ in range(3))
    for ours, theirs in pairs:
        if ours in found:
            found[ours] += 1
            right[ours] += ours == theirs
        if theirs in count:
            count[theirs] += 1
    return {
        each: (
            count[each],
            right[each] / found[each] if found[each] else 0.0,
            right[each] / count[each] if count[each] else 0.0,
            2 * right[each] / (found[each] + count[each]) if found[each] + count[each] else 0.0,
        )
        for each in classes
    }


def _middle(values: list[float]) -> Interval:
    ordered = sorted(values)
    return ordered[int(0.025 * len(ordered))], ordered[int(0.975 * len(ordered)) - 1]
