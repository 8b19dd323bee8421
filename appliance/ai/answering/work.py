"""Work: one question on its way down the ladder: what was looked at, how long each step took, and the answer made of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from appliance.ai.answering import texts
from appliance.ai.answering.answer import Answer, Check, Rung, Sentence
from appliance.ai.answering.choosing import confidence, told
from appliance.core.masking.text import MaskedText

if TYPE_CHECKING:
    from appliance.ai.answering.evidence import Weighed
    from appliance.ai.knowledge.hits import Hit

NEAREST = 5
"""Texts that are handed back as found, whether they answer or not."""


@dataclass
class Work:
    """One question on its way down the ladder."""

    question: MaskedText
    lang: str
    history: Sequence[tuple[str, MaskedText]]
    on_sentence: Callable[[Sentence], None] | None
    whole: str = ""
    weighed: Sequence[Weighed] = ()
    began: float = field(default_factory=time.perf_counter)
    checks: list[Check] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[step] = self.seconds.get(step, 0.0) + time.perf_counter() - start

    def check(self, name: str, ok: bool, detail: str = "") -> bool:
        self.checks.append(Check(name, ok, detail))
        return ok

    def done(self, rung: Rung, text: str, *, used: Sequence[Hit] = (), **more: Any) -> Answer:
        """An answer whose text goes out as a whole."""
        said = MaskedText.trusted(text)
        sentence = Sentence(said, used[0].source if used else None, rung)
        if self.on_sentence:
            self.on_sentence(sentence)
        return self.finish(rung, said, [sentence], used, **more)

    def shown(self, rung: Rung, chosen: Sequence[Weighed]) -> Answer:
        """The words of the texts, one under the other, each unchanged; what one said is not said again by the next."""
        said = [(w.hit, words) for w, words in zip(chosen, told(chosen), strict=True) if words]
        words = [words for _, words in said]
        if chosen[0].hit.lang != self.lang:
            words.insert(0, texts.say("quote_other_language", self.lang))
        return self.done(rung, "\n".join(words), used=[hit for hit, _ in said])

    def finish(
        self, rung: Rung, said: MaskedText, sentences: list[Sentence], used: Sequence[Hit], **more: Any
    ) -> Answer:
        """An answer of sentences that have gone out already."""
        self.seconds["total"] = time.perf_counter() - self.began
        sources = list(dict.fromkeys(hit.source for hit in used))
        return Answer(
            said,
            rung,
            self.lang,
            sources,
            sentences,
            self.checks,
            self.seconds,
            used=tuple(used),
            found=tuple(w.hit for w in self.weighed[:NEAREST]),
            confidence=confidence(self.weighed),
            **more,
        )
