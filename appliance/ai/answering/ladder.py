"""The ladder: approved pair, grounded generation, quoted passage, clarifying question, or "not published" and a person.

Each rung answers or hands the question on. No rung uses what a model knows of itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from appliance.ai.answering import asked as reading
from appliance.ai.answering import (
    clarify,
    data_only,
    language,
    leaning,
    quote,
    scanned,
    scope,
    small_talk,
    texts,
    thresholds,
)
from appliance.ai.answering.answer import Answer, Check, Rung, Sentence
from appliance.ai.answering.choosing import (
    alone,
    confidence,
    pair_first,
    quotable,
    several,
)
from appliance.ai.answering.evidence import question_of, weigh
from appliance.ai.answering.follow_up import may_stand_alone, understood, whole_question
from appliance.ai.answering.gate import Personal, nobody
from appliance.ai.answering.generate import Draft, Task, generate
from appliance.ai.answering.parts import by_parts
from appliance.ai.answering.replies import Reply
from appliance.ai.answering.searching import found_for
from appliance.ai.answering.vocabularies import Vocabularies
from appliance.ai.answering.work import Work
from appliance.ai.inference.language_model import never
from appliance.core.masking.tagger import Tagger
from appliance.core.masking.text import MaskedText

if TYPE_CHECKING:
    from appliance.ai.answering.asked import Asked
    from appliance.ai.answering.evidence import Weighed
    from appliance.ai.answering.scope import Outside
    from appliance.ai.answering.searching import Haul, Knowledge, Look
    from appliance.ai.answering.vocabulary import Vocabulary
    from appliance.ai.answering.words import Segmenter
    from appliance.ai.inference.language_model import LanguageModel
    from appliance.ai.knowledge.bases import Audience

__all__ = ["Answer", "Answerer", "Check", "Rung", "Sentence"]

HITS = 24

FIRST = MaskedText.trusted("帮我查一下我的VIP卡年费多少")
"""Goes through every list of words and patterns there is: half English, and about one's own data."""


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
        self._model = model
        self._personal = personal
        self._vocabularies = Vocabularies(knowledge, segmenter or Tagger())

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
        work = Work(question, lang or language.detect(str(question), default), history, on_sentence)
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
                haul = found_for(look, asked, vectors)
            with work.timed("weigh"):
                tried, reply = self._weighed(work, asked, haul, vocabulary, outside)
            if asked.parts and outside is None and confidence(tried) >= thresholds.PARTS_WHOLE:
                work.weighed = tried
                if both := by_parts(work, asked, haul.hits, tried, vocabulary, look, reply):
                    return both
            with work.timed("weigh"):
                tried = reply.judged(tried)
            if tried and (tried[0].enough or not weighed):
                weighed = tried
            if weighed and weighed[0].enough:
                break
        work.weighed = weighed
        best = weighed[0] if weighed else None
        detail = "nothing near" if best is None else best.why_not or best.detail
        if not work.check("evidence", best is not None and best.enough, detail) or best is None:
            return self._refuse(work, outside or "not_published")
        if best.hit.kind == "qa":
            if choices := clarify.two_pairs(weighed):
                work.check("one meaning", False, "the search speaks for another pair")
                return work.done("clarify", texts.say("clarify", work.lang), options=choices)
            if work.check("approved pair", alone(weighed), best.detail):
                return work.shown("approved", [best])
            written = None
            if (
                best.hit.lang != work.lang
            ):  # approved words in another language: a model may say them in the visitor's
                written = self._generated(work, weighed, vocabulary, cancelled)
            return written or work.shown("quote", several(weighed))
        work.check("approved pair", False, "a passage fits better")
        if choices := clarify.options(work.whole, weighed, vocabulary):
            work.check("one meaning", False, f"{len(choices)} rows fit alike")
            used = [w.hit for w in weighed if w.enough][: len(choices)]
            return work.done("clarify", texts.say("clarify", work.lang), used=used, options=choices)
        return self._generated(work, weighed, vocabulary, cancelled) or self._quote(work, weighed)

    def sure(
        self,
        question: MaskedText,
        *,
        history: Sequence[tuple[str, MaskedText]] = (),
        bases: Sequence[str] | None = None,
        audience: Audience = "visitor",
    ) -> float:
        """How likely these bases together answer the question, 0 to 1, without answering it; see `Answer.confidence`."""
        work, vocabulary = (
            Work(question, language.detect(str(question)), history, None),
            self.vocabulary(bases),
        )
        look = partial(self._knowledge.search, k=HITS, bases=bases, audience=audience)
        asked = self._read(work, vocabulary, look)
        outside = scope.outside(asked.clause if not asked.translated else asked.original, vocabulary)
        weighed, reply = self._weighed(work, asked, found_for(look, asked, {}), vocabulary, outside)
        return confidence(reply.judged(weighed))

    def warm_up(self, bases: Sequence[str] | None = None) -> None:
        """Do what the first question of these bases would do for all later ones: compile, count words, load what is learned.

        Nothing is said, kept or stored, and no model is asked.
        """
        small_talk.kind(str(FIRST))
        self.sure(FIRST, bases=bases)

    def _weighed(
        self, work: Work, asked: Asked, haul: Haul, vocabulary: Vocabulary, outside: Outside | None
    ) -> tuple[list[Weighed], Reply]:
        """The texts, the one to answer with first, and what a reply made of them is judged by."""
        leans = leaning.leaning(haul.vector, self._knowledge.embedder.name)
        weighed = weigh(asked, haul, vocabulary, work.lang, outside=outside, leaning=leans)
        question = question_of(asked, outside, leans, haul.sure)
        return pair_first(weighed), Reply(asked, str(work.question), question, vocabulary, haul.by_words)

    def _read(self, work: Work, vocabulary: Vocabulary, look: Look) -> Asked:
        """The question as it is to be understood after what was asked before it.

        A short one that may go on with the earlier question, or be whole by itself, is looked for both ways.
        """
        whole = whole_question(work.question, work.history, vocabulary)
        asked = understood(work.question, whole, vocabulary)
        if whole == str(work.question) or not may_stand_alone(work.question, vocabulary):
            return asked
        itself = reading.read(vocabulary.in_bank_words(str(work.question)), vocabulary)
        with work.timed("embed_and_retrieve"):
            sure = [
                max(
                    (w.sure for w in weigh(one, found_for(look, one, {}), vocabulary, work.lang)),
                    default=0.0,
                )
                for one in (asked, itself)
            ]
        whole_itself = sure[1] >= thresholds.SURE and sure[1] >= sure[0]
        detail = f"{'left out' if whole_itself else 'joined'}: joined {sure[0]:.2f}, without {sure[1]:.2f}"
        work.check("question before", True, detail)
        return itself if whole_itself else asked

    def vocabulary(self, bases: Sequence[str] | None = None) -> Vocabulary:
        """The word weights of what is published in these bases now."""
        return self._vocabularies.of(bases)

    def _generated(
        self, work: Work, weighed: Sequence[Weighed], vocabulary: Vocabulary, cancelled: Callable[[], bool]
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

    def _quote(self, work: Work, weighed: Sequence[Weighed]) -> Answer:
        for one in quotable(weighed):
            with work.timed("quote"):
                words = quote.shown(one.hit, one.likeness.unit)
            if work.check(scanned.CHECK, not scanned.unsure(words, one.hit)):
                return work.shown("quote", several(weighed) if one is weighed[0] else [one])
        return self._refuse(work, "poor_scan")

    def _refuse(self, work: Work, why: str) -> Answer:
        return work.done("handoff", texts.say(why, work.lang))
