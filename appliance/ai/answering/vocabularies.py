"""Vocabularies of the bases that are asked together, each counted once for a state of the knowledge."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from appliance.ai.answering.vocabulary import Vocabulary

if TYPE_CHECKING:
    from appliance.ai.answering.searching import Knowledge
    from appliance.ai.answering.words import Segmenter


class Vocabularies:
    """Safe to use from several threads; counting one takes seconds, and only one thread does it."""

    def __init__(self, knowledge: Knowledge, segmenter: Segmenter) -> None:
        self._knowledge = knowledge
        self._segmenter = segmenter
        self._lock = threading.Lock()
        self._held: dict[tuple[str, ...] | None, tuple[int, Vocabulary]] = {}

    def of(self, bases: Sequence[str] | None = None) -> Vocabulary:
        """The word weights of what is published in these bases now; counted anew when the knowledge has changed."""
        version, names = self._knowledge.version, None if bases is None else tuple(bases)
        held = self._held.get(names)
        if held is None or held[0] != version:
            with self._lock:
                held = self._held.get(names)
                if held is None or held[0] != version:
                    texts, synonyms = self._knowledge.texts(bases), self._knowledge.synonyms(bases)
                    held = version, Vocabulary(texts, self._segmenter, synonyms)
                    current = {key: one for key, one in self._held.items() if one[0] == version}
                    self._held = {**current, names: held}
        return held[1]
