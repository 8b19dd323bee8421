"""Texts grown from the seeds: alone, joined (a matter, a mood, a wish), after turns before, and as people type them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Final

from appliance.ai.reading.labels import Mood
from appliance.ai.reading.training.noise import typed
from appliance.ai.reading.training.seeds import Example, Seed, Turn, example, grown, lines, sections

_FORCE: Final[dict[Mood, int]] = {"neutral": 0, "satisfied": 1, "anxious": 2, "dissatisfied": 3, "angry": 4}
"""Which of two moods a message has that shows both."""

_MATTERS: Final = ("topics",) * 5 + ("crossed",) * 2 + ("topic_near_misses", "plain", "near_misses")


def examples(count: int, seed: int = 11, weight: float = 1.0) -> Iterator[Example]:
    """`count` examples that count `weight` each, the same for a seed."""
    r = random.Random(seed)
    for _ in range(count):
        yield replace(typed(_one(r), r), weight=weight)


def _one(r: random.Random) -> Example:
    kind = r.choices(
        ("alone", "mood", "wish", "missed", "offer", "before", "dialogue"), (34, 18, 9, 4, 8, 20, 7)
    )[0]
    if kind == "alone":
        return _of(
            (
                *("topics",) * 9,
                *("crossed",) * 9,
                "wants",
                "wants",
                *("wants_hard",) * 4,
                "near_misses",
                "near_hard",
                "near_hard",
                "topic_near_misses",
                "moods",
                "moods",
                "plain",
            ),
            r,
        )
    if kind == "mood":
        return _joined(_of(_MATTERS, r), _of(("moods",), r), r)
    if kind == "wish":
        return _joined(_of((*_MATTERS, "moods"), r), _of(("wants", "wants_hard"), r), r)
    if kind == "missed":
        return _joined(_of((*("topics",) * 3, "plain", "moods"), r), _of(("near_misses", "near_hard"), r), r)
    if kind == "offer":
        return _offer(r)
    if kind == "dialogue":
        return _of(("dialogues",), r)
    return _after(
        _of(
            (
                *("topics",) * 4,
                *("crossed",) * 4,
                "wants_hard",
                "near_hard",
                "wants",
                "near_misses",
                "moods",
                "plain",
                "topic_near_misses",
            ),
            r,
        ),
        r,
    )


def _of(names: tuple[str, ...], r: random.Random) -> Example:
    return example(r.choice(_by_labels(r.choice(names), r)), r)


def _by_labels(name: str, r: random.Random) -> tuple[Seed, ...]:
    """Seeds of one section, each section of a file as likely as any; in `plain` all are one."""
    groups = _groups(name)
    return r.choice(groups)


@cache
def _groups(name: str) -> tuple[tuple[Seed, ...], ...]:
    by: dict[Example, list[Seed]] = {}
    for seed in sections(name):
        by.setdefault(seed.labels, []).append(seed)
    weighted: list[tuple[Seed, ...]] = []
    for seeds in by.values():  # a long section is wider, so it comes more often
        weighted += [tuple(seeds)] * max(1, round(len(seeds) ** 0.5))
    return tuple(weighted)


def _joined(one: Example, other: Example, r: random.Random) -> Example:
    first, second = (one, other) if r.random() < 0.65 else (other, one)
    if other.mood == "satisfied" and (one.topic != "none" or one.mood != "neutral"):
        return one
    if one.text.isascii() != other.text.isascii() and r.random() < 0.85:
        return one
    gap = r.choice((". ", ", ", " ", "! ")) if one.text.isascii() else r.choice("，，。。！ \n")
    mood = max(one.mood, other.mood, key=_FORCE.__getitem__)
    topic = one.topic if one.topic != "none" else other.topic
    return replace(
        one,
        text=first.text + gap + second.text,
        mood=mood,
        topic=topic,
        wants_person=one.wants_person or other.wants_person,
    )


def _offer(r: random.Random) -> Example:
    """An answer to an offer of a person, or the same words where nothing was offered."""
    offered = r.random() < 0.75
    said = _of(("yes", "yes", "no"), r)
    ours = grown(r.choice(lines("offers")), r) if offered else _answer(r)
    if offered and r.random() < 0.4:
        ours = _answer(r) + ours
    before: list[Turn] = []
    topic: Example = Example("")
    if r.random() < 0.7:
        topic = _of(("plain", "plain", "topic_near_misses", "moods"), r)
        before = [("visitor", topic.text)]
    wants = said.wants_person and offered
    mood = said.mood
    return replace(said, history=(*before, ("ai", ours)), wants_person=wants, mood=mood)


def _after(last: Example, r: random.Random) -> Example:
    """A message after turns before; worse than all of them is escalating."""
    turns: list[Turn] = []
    worst = 0
    earlier = 0
    for _ in range(r.choice((1, 1, 2, 2, 3))):
        one = _of(("plain", "plain", "moods", "topic_near_misses", "near_misses"), r)
        worst, earlier = max(worst, _FORCE[one.mood]), earlier + 1
        turns += [("visitor", one.text), (r.choice(("ai", "ai", "ai", "agent")), _answer(r))]
    force = _FORCE[last.mood]
    return replace(last, history=tuple(turns), escalating=force >= 3 and force > worst)


def _answer(r: random.Random) -> str:
    return grown(r.choice(r.choice(lines("answers")).split("|")), r)
