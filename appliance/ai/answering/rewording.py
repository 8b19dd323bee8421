"""Other wordings of a question, by the model where it writes the language; only what still asks the same is kept.

A weak model drifts: it asks something else, adds a figure, or answers. So each line is held against the question: same language,
same figures (number guard), near in meaning, and nearer to it than to any other question of the base.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from appliance.ai.answering import language
from appliance.ai.answering.gate import Personal, nobody
from appliance.ai.answering.quantities import quantities
from appliance.ai.inference.language_model import ModelUnavailable, Prompt
from appliance.core.masking.text import MaskedText

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from appliance.ai.inference.embedder import Embedder
    from appliance.ai.inference.language_model import LanguageModel

WANTED: Final = 5
NEAR: Final = 0.90
"""Least cosine to the question: three in four wordings that people gave the pairs of two banks lie there or nearer."""
LONGEST: Final = 120
MAX_TOKENS: Final = 200

_ORDERS: Final = {
    "zh": "把客户的问题换{n}种问法，每行一种，意思和数字都不变，不要回答，不要编号。",
    "en": "Write {n} other ways in which a customer asks this question, one a line. Keep meaning and numbers. Do not answer it.",
}
_NUMBERING: Final = re.compile(r"^\s*(?:[-*•·]|\(?\d{1,2}[.)、:：]|[一二三四五六七八九十][、.])\s*")
_QUOTES: Final = "\"'“”‘’「」 \t"


def reworded(
    question: str,
    model: LanguageModel,
    embedder: Embedder,
    *,
    others: Sequence[str] = (),
    personal: Personal = nobody,
) -> tuple[str, ...]:
    """At most `WANTED` wordings, the nearest first; none when the model is not ready or does not write the language.

    `others` are questions that these must not be taken for.
    """
    lang = language.detect(question)
    if lang not in model.writes or model.status().state != "ready":
        return ()
    lines = _lines(question, lang, model)
    kept = [line for line in lines if _same(line, question, lang, personal)]
    if not kept:
        return ()
    vectors = embedder.wordings([question, *kept])
    own = vectors[1:] @ vectors[0]
    rivals = _rivals(others, question, embedder, vectors[1:])
    order = sorted(range(len(kept)), key=lambda n: -float(own[n]))
    return tuple(kept[n] for n in order if own[n] >= NEAR and own[n] > rivals[n])[:WANTED]


def _lines(question: str, lang: str, model: LanguageModel) -> list[str]:
    system = MaskedText.trusted(_ORDERS[lang].format(n=WANTED))
    prompt = Prompt(system, [("user", MaskedText.trusted(question))], max_tokens=MAX_TOKENS)
    try:
        said = "".join(model.stream(prompt))
    except ModelUnavailable:
        return []
    lines = [_NUMBERING.sub("", line).strip(_QUOTES) for line in said.splitlines()]
    return [line for line in dict.fromkeys(lines) if line and line != question]


def _same(line: str, question: str, lang: str, personal: Personal) -> bool:
    return (
        len(line) <= LONGEST
        and "⟦" not in line
        and language.detect(line) == lang
        and _figures(line) == _figures(question)
        and not any(value not in question for _, value in personal(line))
    )


def _figures(text: str) -> set[Any]:
    return {(each.kind, each.values) for each in quantities(text)}


def _rivals(
    others: Sequence[str], question: str, embedder: Embedder, vectors: NDArray[np.float32]
) -> list[float]:
    """How near each comes to another question of the base."""
    different = [other for other in others if other != question]
    if not different:
        return [-1.0] * len(vectors)
    return [float(one) for one in (vectors @ embedder.wordings(different).T).max(axis=1)]
