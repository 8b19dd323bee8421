"""What can be read in a message. The order is that of the weights."""

from __future__ import annotations

from typing import Final, Literal, get_args

Mood = Literal["satisfied", "neutral", "anxious", "dissatisfied", "angry"]
Topic = Literal[
    "none", "complaint", "refund", "fraud", "lost_card", "bereavement", "legal_threat", "self_harm", "minor",
    "elderly", "money_laundering", "media_threat", "regulator",
]  # fmt: skip

MOODS: Final[tuple[Mood, ...]] = get_args(Mood)
TOPICS: Final[tuple[Topic, ...]] = get_args(Topic)
UNHAPPY: Final[frozenset[Mood]] = frozenset({"dissatisfied", "angry"})
SCORES: Final = 2 + len(MOODS) + len(TOPICS)
"""Columns of the last layer: wants a person, escalating, the moods, the topics."""
MOOD_WRONG: Final = 0.148
"""Share of messages whose mood is read wrongly, shown wherever a mood is: tests/ai/reading/sets/blind2.jsonl (520 messages of an
author apart), by weights that have not learned from it; 10 to 22 % on the others."""
