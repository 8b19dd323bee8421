"""The ladder: approved pair, grounded generation, quoted passage, clarifying question, or "not published" and a person.

Each rung answers or hands the question on. No rung uses what a model knows of itself.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from appliance.ai.answering import asked as reading
from appliance.ai.answering import (
    clarify,
    data_only,
    evidence,
    language,
    quote,
    scanned,
    scope,
    small_talk,
    texts,
    thresholds,
)
from appliance.ai.answering.answer import Answer, Check, Rung, Sentence
from appliance.ai.answering.choosing import (
    MOST,
    adds,
    alone,
    confidence,
    found_for,
    pair_first,
    quotable,
    several,
    words_of,
)
from appliance.ai.answering.follow_up import may_stand_alone, whole_question
from appliance.ai.answering.gate import Personal, nobody
from appliance.ai.answering.generate import Draft, Task, generate
from appliance.ai.answering.vocabulary import Vocabulary
from appliance.ai.inference.language_model import never
from appliance.core.masking.tagger import Tagger
from appliance.core.masking.text import MaskedText

if TYPE_CHECKING:
    from appliance.ai.answering.asked import Asked
    from appliance.ai.answering.choosing import Look
    from appliance.ai.answering.evidence import Weighed
    from appliance.ai.answering.words import Segmenter
    from appliance.ai.inference.embedder import Embedder
    from appliance.ai.inference.language_model import LanguageModel
    from appliance.ai.knowledge.bases import Audience
    from appliance.ai.knowledge.hits import Found, Hit

__all__ = ["Answer", "Answerer", "Check", "Rung", "Sentence"]

HITS = 24
NEAREST = 5
"""Texts that are handed back as found, whether they answer or not."""


_NOT_OFFERED = re.compile(r"(?:本行)?(?:不办理|不发行|不提供|不受理|不开办|未开办)")


class Knowledge(Protocol):
    """The part of `KnowledgeBase` that answering uses."""

    @property
    def version(self) -> int: ...

    @property
    def embedder(self) -> Embedder: ...

    def texts(self, bases: Sequence[str] | None = None) -> Sequence[str]: ...

    def synonyms(self, bases: Sequence[str] | None = None) -> Sequence[Sequence[str]]: ...

    def search(
        self,
        question: MaskedText,
        k: int = 6,
        vector: Any = None,
        *,
        bases: Sequence[str] | None = None,
        audience: Audience = "visitor",
    ) -> Found: ...


@dataclass
class _Work:
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

    def finish(
        self, rung: Rung, said: MaskedText, sentences: list[Sentence], used: Sequence[Hit], **more: Any
    ) -> Answer:
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


class Answerer:
    """Answers questions; holds no conversation. Safe to use from several threads."""

    def __init__(
        self,
        knowledge: Knowledge,
        model: LanguageModel,
        segmenter: Segmenter | None = None,
        personal: Personal = nobody,
    ) -> None:
        self._knowledge = knowledge
        self._segmenter = segmenter or Tagger()
        self._model = model
        self._personal = personal
        self._lock = threading.Lock()
        self._vocabularies: dict[tuple[str, ...] | None, tuple[int, Vocabulary]] = {}

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
        """The answer, always. `history` holds (role, text) oldest first, role "visitor"/"user" for the visitor.

        `bases` are asked in their order, and the first that answers wins; without them all that every channel uses are
        asked together. A base for staff answers no visitor. `on_sentence` gets each sentence that may be sent, in order:
        several for a generated answer, else the whole.
        """
        before = next((str(t) for r, t in reversed(history) if r in ("visitor", "user")), "")
        default = language.detect(before) if before else "zh"
        work = _Work(question, lang or language.detect(str(question), default), history, on_sentence)
        if kind := small_talk.kind(str(question)):
            work.check("small_talk", True, kind)
            return work.done("approved", texts.say(kind, work.lang))
        if data_only.asks_nothing(str(question)):
            work.check("words to go by", False, "nothing but masked values")
            return work.done("clarify", texts.say("data_only", work.lang))
        vocabulary = self.vocabulary(bases)
        first = partial(
            self._knowledge.search, k=HITS, bases=bases[:1] if bases else bases, audience=audience
        )
        asked = self._read(work, vocabulary, first)
        work.whole = asked.clause if not asked.translated else asked.text
        outside = scope.outside(asked.clause if not asked.translated else asked.original, vocabulary)
        work.check("scope", outside is None, outside or "")
        vectors: dict[str, Any] = {}
        weighed: list[Weighed] = []
        for among in [[base] for base in bases] if bases else [bases]:
            look = partial(self._knowledge.search, k=HITS, bases=among, audience=audience)
            with work.timed("embed_and_retrieve"):
                hits = found_for(look, asked, vectors)
            with work.timed("weigh"):
                tried = pair_first(evidence.weigh(asked, hits, vocabulary, work.lang, outside=outside))
            if tried and (tried[0].enough or not weighed):
                weighed = tried
            if asked.parts and outside is None and confidence(tried) >= thresholds.PARTS_WHOLE:
                work.weighed = tried
                if both := self._by_parts(work, asked, hits, tried, vocabulary, look):
                    return both
            if weighed and weighed[0].enough:
                break
        work.weighed = weighed
        best = weighed[0] if weighed else None
        detail = "nothing near" if best is None else best.why_not or best.detail
        if not work.check("evidence", best is not None and best.enough, detail) or best is None:
            return self._refuse(work, outside or "not_published")
        if best.hit.kind == "qa":
            if work.check("approved pair", alone(weighed), best.detail):
                return self._shown(work, "approved", [best])
            written = None
            if (
                best.hit.lang != work.lang
            ):  # approved words in another language: a model may say them in the visitor's
                written = self._generated(work, weighed, vocabulary, cancelled)
            return written or self._shown(work, "quote", several(weighed))
        work.check("approved pair", False, "a passage fits better")
        if choices := clarify.options(work.whole, weighed, vocabulary):
            work.check("one meaning", False, f"{len(choices)} rows fit alike")
            used = [w.hit for w in weighed if w.enough][: len(choices)]
            return work.done("clarify", texts.say("clarify", work.lang), used=used, options=choices)
        return self._generated(work, weighed, vocabulary, cancelled) or self._quote(work, weighed)

    def _read(self, work: _Work, vocabulary: Vocabulary, look: Look) -> Asked:
        """The question as it is to be understood after what was asked before it.

        A short one that may go on with the earlier question, or be whole by itself, is looked for both ways.
        """
        whole = whole_question(work.question, work.history, vocabulary)
        asked = reading.read(vocabulary.in_bank_words(whole), vocabulary)
        if whole == str(work.question) or not may_stand_alone(work.question, vocabulary):
            return asked
        itself = reading.read(vocabulary.in_bank_words(str(work.question)), vocabulary)
        with work.timed("embed_and_retrieve"):
            sure = [
                max(
                    (w.sure for w in evidence.weigh(one, found_for(look, one, {}), vocabulary, work.lang)),
                    default=0.0,
                )
                for one in (asked, itself)
            ]
        whole_itself = sure[1] >= thresholds.SURE and sure[1] >= sure[0]
        detail = f"{'left out' if whole_itself else 'joined'}: joined {sure[0]:.2f}, without {sure[1]:.2f}"
        work.check("question before", True, detail)
        return itself if whole_itself else asked

    def _by_parts(
        self,
        work: _Work,
        asked: Asked,
        hits: list[Hit],
        tried: Sequence[Weighed],
        vocabulary: Vocabulary,
        look: Look,
    ) -> Answer | None:
        """A double question: the best text for each of its questions, and what fits the whole of it."""
        chosen: list[Weighed] = []
        each_found = True
        for part in asked.parts:
            one = reading.part_of(asked, part, vocabulary)
            with work.timed("embed_and_retrieve"):
                more = found_for(look, one, {})
            known = {(hit.kind, hit.qa_id or hit.passage_id) for hit in more}
            each = [*more, *(hit for hit in hits if (hit.kind, hit.qa_id or hit.passage_id) not in known)]
            with work.timed("weigh"):
                best = pair_first(evidence.weigh(one, each, vocabulary, work.lang))[0]
            if best.against or best.sure < thresholds.PART or scanned.doubtful(best.hit):
                work.check("each part", False, best.why_not or best.detail)
                each_found = False
                continue
            if best.hit.kind == "passage" and _NOT_OFFERED.search(best.likeness.unit):
                return work.done(
                    "quote", words_of(best), used=[best.hit]
                )  # what is not offered has no rate either
            if all(best.likeness.unit != other.likeness.unit for other in chosen):
                chosen.append(best)
        if not each_found and not tried[0].enough:
            return None
        for other in tried[:2]:
            fits = not other.against and tried[0].rank - other.rank <= thresholds.BESIDE_PARTS
            if fits and len(chosen) <= MOST and not scanned.doubtful(other.hit) and adds(other, chosen):
                chosen.append(other)
        work.check("each part", each_found, f"{len(asked.parts)} questions, {len(chosen)} texts")
        if len(chosen) < 2:
            return None
        return self._shown(work, "approved" if all(w.hit.kind == "qa" for w in chosen) else "quote", chosen)

    def _shown(self, work: _Work, rung: Rung, chosen: Sequence[Weighed]) -> Answer:
        """The words of the texts, one under the other, each unchanged."""
        words = [words_of(w) for w in chosen]
        if chosen[0].hit.lang != work.lang:
            words.insert(0, texts.say("quote_other_language", work.lang))
        return work.done(rung, "\n".join(words), used=[w.hit for w in chosen])

    def vocabulary(self, bases: Sequence[str] | None = None) -> Vocabulary:
        """The word weights of what is published in these bases now; counted anew when the knowledge has changed."""
        version, names = self._knowledge.version, None if bases is None else tuple(bases)
        held = self._vocabularies.get(names)
        if held is None or held[0] != version:
            with self._lock:
                held = self._vocabularies.get(names)
                if held is None or held[0] != version:
                    held = (
                        version,
                        Vocabulary(
                            self._knowledge.texts(bases), self._segmenter, self._knowledge.synonyms(bases)
                        ),
                    )
                    self._vocabularies = {
                        **{key: one for key, one in self._vocabularies.items() if one[0] == version},
                        names: held,
                    }
        return held[1]

    def _generated(
        self, work: _Work, weighed: Sequence[Weighed], vocabulary: Vocabulary, cancelled: Callable[[], bool]
    ) -> Answer | None:
        status = self._model.status()
        if not work.check(
            "engine ready", status.state == "ready", "" if status.state == "ready" else "engine not ready"
        ):
            return None
        if not work.check("model writes the language", work.lang in self._model.writes, work.lang):
            return None
        hits = [w.hit for w in weighed if w.enough]
        task = Task(work.question, work.whole, hits, work.lang, work.history)
        with work.timed("generate"):
            draft: Draft = generate(
                task,
                self._model,
                self._knowledge.embedder,
                vocabulary,
                cancelled,
                work.on_sentence,
                self._personal,
            )
        work.checks += draft.checks
        if draft.first_sentence is not None:
            work.seconds["first_sentence"] = draft.first_sentence
        if not draft.sentences:
            return None
        gap = " " if work.lang == "en" else ""
        said = MaskedText.trusted(gap.join(str(s.text) for s in draft.sentences))
        return work.finish(
            "generated", said, draft.sentences, draft.used, model=status.model, prompt_hash=draft.prompt_hash
        )

    def _quote(self, work: _Work, weighed: Sequence[Weighed]) -> Answer:
        for one in quotable(weighed):
            with work.timed("quote"):
                words = quote.shown(one.hit, one.likeness.unit)
            if work.check(scanned.CHECK, not scanned.unsure(words, one.hit)):
                return self._shown(work, "quote", several(weighed) if one is weighed[0] else [one])
        return self._refuse(work, "poor_scan")

    def _refuse(self, work: _Work, why: str) -> Answer:
        return work.done("handoff", texts.say(why, work.lang))
