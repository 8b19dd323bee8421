"""The reader: letters, cues and one shallow embedding, a sum of weights, and chances come out.

A message that its letters make plain (a rate asked evenly) is read without an embedding, so that a turn is not held up by it.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Protocol

from appliance.ai.reading import thresholds
from appliance.ai.reading.labels import MOODS, TOPICS, UNHAPPY, Mood, Topic
from appliance.core.masking.text import MaskedText

if TYPE_CHECKING:
    from appliance.ai.reading.weights import Floats

VERSION: Final = "reading-9"
"""Names weights and thresholds; kept with every reason, so that a decision can be understood later."""
_REMEMBERED: Final = 256
_ANGRY: Final = "都说了三遍了还没人管，我要投诉"
_TURNS: Final = 6
"""Turns before a message that are looked at, as many as anything was learned from; with more, a turn would be read anew each
time that an older one drops out of sight."""


@dataclass(frozen=True)
class Reading:
    """Chances, 0 to 1, of what a message wants and how its writer feels; the properties are the best guesses."""

    person: float
    worse: float
    moods: Mapping[Mood, float]
    topics: Mapping[Topic, float]
    version: str = VERSION

    @property
    def wants_person(self) -> bool:
        """Whether a human being is asked for, now."""
        return self.person >= thresholds.PERSON

    @property
    def escalating(self) -> bool:
        """Whether the mood has got clearly worse over the visitor's turns."""
        return self.worse >= thresholds.WORSE

    @property
    def mood(self) -> Mood:
        """The likeliest mood; dissatisfied or angry where both together are likely enough."""
        if self.unhappy >= thresholds.UNHAPPY:
            return max(UNHAPPY, key=lambda mood: (self.moods[mood], mood))
        return max(self.moods, key=lambda mood: self.moods[mood] if mood not in UNHAPPY else 0.0)

    @property
    def unhappy(self) -> float:
        """The chance of dissatisfied or angry."""
        return sum(self.moods[mood] for mood in UNHAPPY)

    @property
    def topic(self) -> Topic:
        """The likeliest topic, a grave one counted by what it costs to miss it; danger to life outranks all others."""
        if self.topics["self_harm"] >= thresholds.LIFE:
            return "self_harm"
        return max(self.topics, key=lambda topic: self.topics[topic] * thresholds.WORTH.get(topic, 1.0))


class Embeds(Protocol):
    """What the reader needs of `inference.shallow.ShallowEmbedder`, with whose vectors the weights were learned."""

    def vector(self, text: str) -> Floats: ...


class Reader:
    """Reads messages; holds no conversation. Safe to use from several threads."""

    def __init__(self, embedder: Embeds) -> None:
        self._embedder = embedder
        self._salt = secrets.token_bytes(16)
        self._lock = threading.Lock()
        self._held: OrderedDict[bytes, Reading] = OrderedDict()

    def read(self, text: MaskedText, history: Sequence[tuple[str, MaskedText]] = ()) -> Reading:
        """What `text` wants after `history`, (role, text) oldest first. A text read lately costs nothing."""
        said, turns = str(text), [(role, str(turn)) for role, turn in history[-_TURNS:]]
        key = hashlib.blake2b(repr((said, turns)).encode(), key=self._salt, digest_size=16).digest()
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        reading = self._read(said, turns)
        with self._lock:
            self._held[key] = reading
            while len(self._held) > _REMEMBERED:
                self._held.popitem(last=False)
        return reading

    def warm_up(self) -> None:
        """Load all that reading needs, so that the first visitor does not wait (0.3 s)."""
        self._alone(_ANGRY, ())
        self._embedder.vector(_ANGRY)

    def _read(self, said: str, turns: Sequence[tuple[str, str]]) -> Reading:
        from appliance.ai.reading import cues

        own = self._alone(said, turns)
        if (at := cues.answered(said, turns)) is None:
            return own
        return about(own, self._alone(turns[at][1], turns[:at]))

    def _alone(self, said: str, turns: Sequence[tuple[str, str]]) -> Reading:
        from appliance.ai.reading import features, weights

        laid = features.lay(said, turns)
        if is_plain(first := made(weights.read(laid, None))):
            return first
        return made(weights.read(laid, self._embedder.vector(features.joined(said, turns))))


def about(answer: Reading, matter: Reading) -> Reading:
    """A bare yes to our offer of a person: it says that one is wanted; what for, and in what mood, the turn before says."""
    return replace(answer, moods=matter.moods, topics=matter.topics)


def made(chances: Any) -> Reading:
    """A row of the weights' chances as a reading."""
    numbers = [round(float(each), 4) for each in chances]
    moods, topics = numbers[2 : 2 + len(MOODS)], numbers[2 + len(MOODS) :]
    return Reading(
        numbers[0], numbers[1], dict(zip(MOODS, moods, strict=True)), dict(zip(TOPICS, topics, strict=True))
    )


def is_plain(first: Reading) -> bool:
    """Whether letters alone say surely enough that nothing but an answer is wanted."""
    calm = min(first.moods["neutral"], first.topics["none"], 1 - first.person)
    return calm >= thresholds.PLAIN
