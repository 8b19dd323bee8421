"""Generated: the model words an answer from the passages; what the gate lets through is sent, sentence by sentence."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from appliance.ai.answering import prompt as prompts
from appliance.ai.answering import scanned, thresholds
from appliance.ai.answering.answer import Check, Sentence
from appliance.ai.answering.gate import Personal, Verdict, judge, nobody
from appliance.ai.answering.quantities import quantities
from appliance.ai.answering.sentences import clean, stream
from appliance.ai.inference.language_model import ModelUnavailable
from appliance.core.masking.text import TOKEN, MaskedText

if TYPE_CHECKING:
    from appliance.ai.answering.vocabulary import Vocabulary
    from appliance.ai.inference.embedder import Embedder
    from appliance.ai.inference.language_model import LanguageModel
    from appliance.ai.knowledge.hits import Hit

MOST_SENTENCES = 4
_NOTHING_FOUND = re.compile(r"^\s*(?:没有找到|未找到|not found)[。.!！]?\s*$", re.IGNORECASE)
_ASKS_FOR_NUMBER = re.compile(
    r"多少|几(?!乎)|多久|多长|什么时候|何时|利率|费用|额度|电话|how (?:much|many|long|often)|when|what time|rate|fee|limit|number",
    re.I,
)


@dataclass
class Draft:
    """What the model gave and what of it may be sent. `sentences` is empty when the rung did not answer."""

    sentences: list[Sentence] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    used: list[Hit] = field(default_factory=list)
    prompt_hash: str | None = None
    first_sentence: float | None = None


@dataclass(frozen=True)
class Task:
    """One question for the model: `whole` is the question with what it leans on, `seen` every masked text before it."""

    question: MaskedText
    whole: str
    hits: Sequence[Hit]
    lang: str
    history: Sequence[tuple[str, MaskedText]]


def generate(
    task: Task,
    model: LanguageModel,
    embedder: Embedder | None,
    vocabulary: Vocabulary,
    cancelled: Callable[[], bool],
    on_sentence: Callable[[Sentence], None] | None,
    personal: Personal = nobody,
) -> Draft:
    """Stream, check, pass on. Stops at the first failing sentence after one that passed.

    Sentences wait until one of them answers the question (relevance); then they are passed on at once, in order.
    """
    began = time.perf_counter()
    hits = list(task.hits[: prompts.PASSAGES])
    prompt = prompts.build(task.question, hits, task.lang, task.history)
    draft = Draft(prompt_hash=prompts.hash_of(prompt))
    known = frozenset(
        m[0] for _, text in [*task.history, ("", task.question)] for m in TOKEN.finditer(str(text))
    )
    texts = [prompts.passage_text(hit) for hit in hits]
    waiting: list[Sentence] = []
    answered = False
    pieces = model.stream(prompt, cancelled=cancelled)
    try:
        for raw in stream(pieces):
            sentence = clean(raw)
            if not sentence:
                continue
            if _NOTHING_FOUND.match(sentence):
                draft.checks.append(Check("model found nothing", False))
                break
            verdict = judge(sentence, texts, task.lang, known, embedder, vocabulary, personal)
            draft.checks += verdict.checks
            if verdict.ok and verdict.passage is not None and scanned.unsure(sentence, hits[verdict.passage]):
                # Its figures may have been misread: a passage that is sure must say the same.
                poor = verdict.passage
                sure = [index for index, one in enumerate(hits) if not scanned.doubtful(one)]
                others = [texts[index] for index in sure]
                verdict = judge(sentence, others, task.lang, known, embedder, vocabulary, personal)
                draft.checks.append(
                    Check(scanned.CHECK, verdict.ok, "" if verdict.ok else f"passage {poor + 1}")
                )
                if verdict.ok and verdict.passage is not None:
                    verdict = Verdict(True, sure[verdict.passage], verdict.checks)
            if not verdict.ok or verdict.passage is None:
                if draft.sentences or waiting:
                    break
                continue
            hit = hits[verdict.passage]
            one = Sentence(MaskedText.trusted(sentence), hit.source)
            if any(str(s.text) == sentence for s in [*draft.sentences, *waiting]):
                break  # a weak model repeats itself
            waiting.append(one)
            if hit not in draft.used:
                draft.used.append(hit)
            answered = answered or _answers(
                task.whole, " ".join(str(s.text) for s in waiting), texts[verdict.passage], vocabulary
            )
            if answered:
                if draft.first_sentence is None:
                    draft.first_sentence = time.perf_counter() - began
                for ready in waiting:
                    draft.sentences.append(ready)
                    if on_sentence:
                        on_sentence(ready)
                waiting = []
            if len(draft.sentences) + len(waiting) >= MOST_SENTENCES or cancelled():
                break
    except ModelUnavailable as error:
        draft.checks.append(Check("engine not ready", False, error.en))
    finally:
        close = getattr(pieces, "close", None)
        if close:
            close()
    if not draft.sentences:
        draft.checks.append(Check("answers the question", False))
        draft.used = []
    return draft


def _answers(question: str, said: str, passage: str, vocabulary: Vocabulary) -> bool:
    """Whether the sentences say as much of the question as the passage could, and a number where one is asked for."""
    could = vocabulary.coverage(question, passage)
    does = vocabulary.coverage(question, said)
    if does < thresholds.RELEVANT * could:
        return False
    return not (_ASKS_FOR_NUMBER.search(question) and quantities(passage) and not quantities(said))
