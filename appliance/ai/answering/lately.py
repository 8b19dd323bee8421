"""Cheap first stages of the ladder: a question just answered, and a question in a pair's own words.

Many ask the same within minutes (a card system is down, a rate has changed). What was approved a moment ago is said again
as long as the knowledge is the same and what it rests on still stands; a pair published under these very words is said
without a search. Whoever asks otherwise goes down the whole ladder.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from appliance.ai.answering import data_only, language, small_talk
from appliance.ai.answering.answer import Answer, Check, Sentence
from appliance.ai.answering.follow_up import whole_question
from appliance.ai.answering.gate import Personal, nobody
from appliance.ai.answering.ladder import FIRST, Answerer
from appliance.ai.inference.language_model import never
from appliance.ai.knowledge.wordings import plain
from appliance.core.kit.clock import monotonic
from appliance.core.masking.text import MaskedText

if TYPE_CHECKING:
    from appliance.ai.answering.words import Segmenter
    from appliance.ai.inference.language_model import LanguageModel
    from appliance.ai.knowledge.bases import Audience
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase

REMEMBERED = 512
FOR_SECONDS = 60.0
"""So long at most, since what is not published yet today may fit better from tomorrow's first minute."""


class Remembered:
    """Approved answers of the last minute, by a keyed hash of the question: its words are not kept."""

    def __init__(self) -> None:
        self._salt = secrets.token_bytes(16)
        self._lock = threading.Lock()
        self._held: OrderedDict[bytes, tuple[int, float, Answer]] = OrderedDict()

    def key(self, *parts: str) -> bytes:
        """What a question is found by."""
        return hashlib.blake2b("\0".join(parts).encode(), key=self._salt, digest_size=16).digest()

    def get(self, key: bytes) -> tuple[int, Answer] | None:
        """The answer and the version of the knowledge it was given from."""
        with self._lock:
            found = self._held.get(key)
        return (found[0], found[2]) if found and monotonic() - found[1] < FOR_SECONDS else None

    def put(self, key: bytes, version: int, answer: Answer) -> None:
        with self._lock:
            self._held[key] = (version, monotonic(), answer)
            self._held.move_to_end(key)
            while len(self._held) > REMEMBERED:
                self._held.popitem(last=False)


class QuickAnswerer(Answerer):
    """The ladder with its cheap first stages."""

    def __init__(
        self,
        knowledge: KnowledgeBase,
        model: LanguageModel,
        segmenter: Segmenter | None = None,
        personal: Personal = nobody,
    ) -> None:
        super().__init__(knowledge, model, segmenter, personal)
        self._bank = knowledge
        self._remembered = Remembered()

    def answer(
        self,
        question: MaskedText,
        *,
        history: Sequence[tuple[str, MaskedText]] = (),
        lang: str | None = None,
        cancelled: Callable[[], bool] = never,
        on_sentence: Callable[[Sentence], None] | None = None,
        bases: Sequence[str] | None = None,
        audience: Audience = "visitor",
    ) -> Answer:
        """See `Answerer.answer`."""
        began = monotonic()
        said = str(question)

        def whole_ladder() -> Answer:
            return super(QuickAnswerer, self).answer(
                question,
                history=history,
                lang=lang,
                cancelled=cancelled,
                on_sentence=on_sentence,
                bases=bases,
                audience=audience,
            )

        if small_talk.kind(said) or data_only.asks_nothing(said):
            return whole_ladder()
        whole, before = said, ""
        if history:
            whole = whole_question(question, history, self.vocabulary(bases))
            before = next((str(t) for r, t in reversed(history) if r in ("visitor", "user")), "")
        tongue = lang or language.detect(said, language.detect(before) if before else "zh")
        key = self._remembered.key(plain(whole), tongue, audience, *(["in", *bases] if bases else ["all"]))
        version, answer, how = 0, None, "answered lately"
        if (known := self._remembered.get(key)) is not None:
            version, answer = known
            if not self._bank.stands(version, answer.used):
                answer = None
        if answer is None:
            how = "in its own words"
            version, hit = self._bank.worded(whole, bases, audience)
            if hit is not None and hit.lang == tongue:
                text = MaskedText.trusted(hit.text)
                sentence = Sentence(text, hit.source, "approved")
                answer = Answer(text, "approved", tongue, [hit.source], [sentence], used=(hit,))
                self._remembered.put(key, version, answer)
        if answer is None:
            answer = whole_ladder()
            if answer.rung == "approved" and answer.used:
                self._remembered.put(key, version, answer)
            return answer
        if on_sentence is not None:
            for sentence in answer.sentences:
                on_sentence(sentence)
        return replace(
            answer,
            checks=[Check("approved pair", True, how)],
            seconds={"total": monotonic() - began},
        )

    def warm_up(self, bases: Sequence[str] | None = None) -> None:
        """See `Answerer.warm_up`."""
        self._bank.worded(str(FIRST), bases)
        super().warm_up(bases)
