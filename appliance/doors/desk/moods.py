"""Moods in words and as a small drawing: on the card turn by turn, in the list where the last one asks for care."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from appliance.doors.web.catalogs import N_, gettext
from appliance.service.impressions.moods import Felt, Point

MOODS: Final = {
    "satisfied": N_("满意"),
    "neutral": N_("平稳"),
    "anxious": N_("焦急"),
    "dissatisfied": N_("不满"),
    "angry": N_("激动"),
}
HEIGHTS: Final = {"satisfied": 6, "neutral": 9, "anxious": 15, "dissatisfied": 21, "angry": 27}
TONES: Final = {"anxious": "wait", "dissatisfied": "wait", "angry": "alarm"}
STEPS: Final = 4  # the last changes of mood that are named in a row


@dataclass(frozen=True)
class Bar:
    """One turn in the chart: place and height in units of the drawing, tone, and the words of its row in the table."""

    x: int
    height: int
    tone: str
    label: str
    point: Point
    other: bool


def bars(points: Sequence[Point], conversation_id: str, lang: str) -> list[Bar]:
    """The chart's bars; a gap stands between two conversations."""
    found, x, before = list[Bar](), 0, ""
    for one in points:
        if before and one.conversation_id != before:
            x += 5
        before = one.conversation_id
        found.append(
            Bar(
                x,
                HEIGHTS.get(one.mood, 9),
                TONES.get(one.mood, ""),
                named(one.felt, lang),
                one,
                one.conversation_id != conversation_id,
            )
        )
        x += 9
    return found


def way(points: Sequence[Point], conversation_id: str, lang: str) -> list[str]:
    """How the mood went in this conversation, each change once, the newest last; empty while nothing is known of it."""
    found = list[str]()
    for one in points:
        if one.conversation_id == conversation_id and (word := named(one.felt, lang)) not in found[-1:]:
            found.append(word)
    return found[-STEPS:]


def named(felt: Felt, lang: str) -> str:
    """A mood in one word."""
    return gettext(lang)(MOODS.get(felt.mood, felt.mood))


def caring(felt: Felt | None, lang: str) -> tuple[str, str]:
    """What the list says of a mood, with its tone: the word, and whether it gets worse; nothing of a calm one."""
    if felt is None or felt.mood not in TONES:
        return "", ""
    if felt.escalating:
        return gettext(lang)(N_("情绪变差")), "alarm"
    return named(felt, lang), TONES[felt.mood]
