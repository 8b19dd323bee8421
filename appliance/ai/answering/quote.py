"""Quote: the part of a passage that carries the question's content, word for word; a table row is made readable."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from appliance.ai.answering import thresholds
from appliance.ai.answering.sentences import split
from appliance.ai.knowledge.rows import row_fields

if TYPE_CHECKING:
    from appliance.ai.answering.vocabulary import Vocabulary
    from appliance.ai.inference.embedder import Embedder
    from appliance.ai.knowledge.hits import Hit

LONGEST = 260
"""Characters; a passage up to this length may be shown whole."""


def excerpt(
    question: str, hit: Hit, vocabulary: Vocabulary, embedder: Embedder | None = None, vector: Any = None
) -> str:
    """The words to show. Never changes a number or a name; only leaves sentences out, or lays out a row.

    When the passage says the question in other words, `embedder` and the question's `vector` find the sentence."""
    text = hit.text.strip()
    if hit.kind == "passage" and (fields := row_fields(text)):
        return row(fields, hit.lang)
    sentences = split(text)
    if len(text) <= LONGEST / 2 or len(sentences) < 2:
        return text
    words = vocabulary.words(question)
    shares = [vocabulary.reading(words, sentence).coverage for sentence in sentences]
    full = vocabulary.reading(words, text).coverage
    if embedder is not None and vector is not None and (full < 0.7 or shares.count(max(shares)) > 1):
        likeness = embedder.passages(sentences) @ vector
        best = max(
            range(len(sentences)), key=lambda i: float(likeness[i]) + thresholds.RANK_WORDS * shares[i]
        )
        return _rounded(sentences, best, best + 1, text)
    return _window(sentences, text, full, lambda part: vocabulary.reading(words, part).coverage)


def shown(hit: Hit, unit: str) -> str:
    """One article or row of a passage as it is shown: a row laid out, a short passage whole, else the article."""
    text = hit.text.strip()
    if hit.kind == "passage" and (fields := row_fields(text)):
        return row(fields, hit.lang)
    return text if len(text) <= LONGEST / 2 else unit.strip()


def row(fields: list[tuple[str, str]], lang: str) -> str:
    """`金卡主卡年费：收费标准 ¥200；单位 每年` for [("项目", "金卡主卡年费"), ("收费标准", "¥200"), ("单位", "每年")]."""
    (_, name), *rest = fields
    colon, between, end = ("：", "；", "。") if lang == "zh" else (": ", "; ", ".")
    rest = [(column, value) for column, value in rest if value and value not in ("-", "—", "/")]
    if not rest:
        return name
    gap = " " if lang == "zh" else ": "
    return f"{name}{colon}{between.join(f'{column}{gap}{value}' for column, value in rest)}{end}"


def _window(sentences: list[str], text: str, full: float, share: Callable[[str], float]) -> str:
    """The shortest run of sentences that says as much of the question as the whole passage does, and a little around."""
    for length in range(1, len(sentences)):
        runs = [" ".join(sentences[i : i + length]) for i in range(len(sentences) - length + 1)]
        shares = [share(run) for run in runs]
        start = shares.index(max(shares))
        if shares[start] >= full - 0.02:
            return _rounded(sentences, start, start + length, text)
    return text


def _rounded(sentences: list[str], start: int, end: int, text: str) -> str:
    """Add the sentence after (then the one before) while the quote stays short: conditions stand beside the rule."""

    def length() -> int:
        return sum(map(len, sentences[start:end]))

    if end < len(sentences) and length() + len(sentences[end]) <= LONGEST / 2:
        end += 1
    if start > 0 and length() + len(sentences[start - 1]) <= LONGEST / 2:
        start -= 1
    gap = " " if text.isascii() else ""
    return gap.join(sentences[start:end])
