"""Our recognizers inside Presidio's AnalyzerEngine. Imported lazily: Presidio takes two seconds.

Presidio gets no model to load, none of its own recognizers, and no decision log: that log would hold raw
values.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from appliance.core.kit.quiet import hush
from appliance.core.masking.analysis import Analysis, Find, Recognizer, named
from appliance.core.masking.recognizers.otherwise import otherwise
from appliance.core.masking.recognizers.veto import vetoed
from appliance.core.masking.recognizers.which import which
from appliance.core.masking.settle import settle
from appliance.core.masking.tagger import Tagger

hush()

from presidio_analyzer import (  # noqa: E402  (after hush)
    AnalyzerEngine,
    EntityRecognizer,
    RecognizerRegistry,
    RecognizerResult,
)
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer  # noqa: E402
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine  # noqa: E402

LANGUAGE = "zh"
"""One language for all texts: bank chat mixes Chinese and English within a sentence."""


class Artifacts(NlpArtifacts):
    """What recognizers get beside the text: our analysis. No tokens, no lemmas, nothing to log."""

    def __init__(self, analysis: Analysis, engine: NlpEngine) -> None:
        # Not the parent's: it looks for keywords among no lemmas, for every text.
        nothing: Any = []
        self.entities = self.tokens = self.tokens_indices = self.lemmas = self.keywords = self.scores = (
            nothing
        )
        self.nlp_engine = engine
        self.analysis = analysis


class TaggerEngine(NlpEngine):
    """Presidio's language seam over our tagger."""

    def __init__(self, tagger: Tagger) -> None:
        self.tagger = tagger

    def load(self) -> None:
        self.tagger.load()

    def is_loaded(self) -> bool:
        return True  # it loads on first use, so that building the engine stays quick

    def process_text(self, text: str, language: str) -> Artifacts:
        return Artifacts(Analysis(text, reading=self.tagger.read(text)), self)

    def process_batch(
        self, texts: Iterable[str], language: str, batch_size: int = 1, n_process: int = 1, **_: Any
    ) -> Iterator[tuple[str, Artifacts]]:
        for text in texts:
            yield text, self.process_text(text, language)

    def is_stopword(self, word: str, language: str) -> bool:
        return False

    def is_punct(self, word: str, language: str) -> bool:
        return False

    def get_supported_entities(self) -> list[str]:
        return []

    def get_supported_languages(self) -> list[str]:
        return [LANGUAGE]


BUDGET_S = 1.0
"""Seconds of this thread's own computing that all rules together may take over one text, waiting not counted: some fifty
times what 4,000 characters need."""


class TooSlow(Exception):
    """The rules took longer than a text may take. Whoever asked withholds it: Presidio's own recognizers would be skipped
    with a warning, and the text go on unchecked."""


class Rules(EntityRecognizer):
    """All of ours as one recognizer of Presidio's.

    One, because its engine walks over every recognizer several times a text: with thirty-five of them it took longer
    than they did. They are settled here, because it also compares every result with every other one.
    """

    def __init__(self, rules: Sequence[Recognizer]) -> None:
        self.rules = tuple(rules)
        kinds = sorted({kind for rule in rules for kind in rule.kinds})
        super().__init__(supported_entities=kinds, name="Rules", supported_language=LANGUAGE)

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any) -> list[RecognizerResult]:
        a = nlp_artifacts.analysis
        finds, began, by_the_wall = [], time.thread_time(), time.monotonic()
        for rule in self.rules:
            finds += [named(rule, f) for f in rule.find(a)]
            # The wall clock is cheap to read, and no thread computes longer than it shows.
            if time.monotonic() - by_the_wall > BUDGET_S and time.thread_time() - began > BUDGET_S:
                raise TooSlow(f"{type(rule).__name__} and those before it")
        return [
            RecognizerResult(
                f.kind,
                f.start,
                f.end,
                f.score,
                recognition_metadata={
                    RecognizerResult.RECOGNIZER_NAME_KEY: "Rules",
                    RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
                    "rule": f.rule,
                    "whole": f.whole,
                },
            )
            for f in settle(which(a, otherwise(a, vetoed(a, finds))), text)
        ]


class OneRecognizer(RecognizerRegistry):
    """A registry of `Rules` alone: asked for every kind of every text, it would look through its list once for each."""

    def __init__(self, rules: Rules) -> None:
        super().__init__(recognizers=[rules], supported_languages=[LANGUAGE])

    def get_recognizers(self, *_: Any, **__: Any) -> list[EntityRecognizer]:
        return list(self.recognizers)


class NoEnhancer(ContextAwareEnhancer):
    """Our recognizers weigh their own surroundings; scores stay as given."""

    def __init__(self) -> None:
        super().__init__(
            context_similarity_factor=0,
            min_score_with_context_similarity=0,
            context_prefix_count=0,
            context_suffix_count=0,
        )

    def enhance_using_context(
        self,
        text: str,
        raw_results: list[RecognizerResult],
        nlp_artifacts: NlpArtifacts,
        recognizers: list[EntityRecognizer],
        context: list[str] | None = None,
    ) -> list[RecognizerResult]:
        return raw_results


class Analyzer:
    """Presidio's engine over exactly the recognizers given."""

    def __init__(self, rules: Sequence[Recognizer], tagger: Tagger) -> None:
        self._language = TaggerEngine(tagger)
        self._entities = sorted({kind for rule in rules for kind in rule.kinds})
        self._engine = AnalyzerEngine(
            registry=OneRecognizer(Rules(rules)),
            nlp_engine=self._language,
            supported_languages=[LANGUAGE],
            context_aware_enhancer=NoEnhancer(),
            log_decision_process=False,
        )

    def analyze(self, analysis: Analysis) -> list[Find]:
        """What the recognizers find, settled. Whatever one of them raises comes through."""
        results = self._engine.analyze(
            analysis.text,
            LANGUAGE,
            entities=self._entities,
            nlp_artifacts=Artifacts(analysis, self._language),
        )
        found = [
            Find(
                r.start,
                r.end,
                r.entity_type,
                r.score,
                r.recognition_metadata["rule"],
                r.recognition_metadata["whole"],
            )
            for r in results
        ]
        return sorted(found, key=lambda f: f.start)
