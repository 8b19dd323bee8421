"""The gate: every generated sentence passes all checks here before anyone may read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from appliance.ai.answering import conduct, grounding, language
from appliance.ai.answering.answer import Check
from appliance.core.masking.text import TOKEN

if TYPE_CHECKING:
    from appliance.ai.answering.vocabulary import Vocabulary
    from appliance.ai.inference.embedder import Embedder


Personal = Callable[[str], Iterable[tuple[str, str]]]
"""A text's personal data as (kind, value)."""


def nobody(text: str) -> Iterable[tuple[str, str]]:
    """Where no masker is at hand: nothing is taken for personal data."""
    return ()


@dataclass(frozen=True)
class Verdict:
    """`passage` is the index of the passage that carries the sentence; `checks` end with the one that failed."""

    ok: bool
    passage: int | None
    checks: list[Check]


def judge(
    sentence: str,
    passages: Sequence[str],
    lang: str,
    known_tokens: frozenset[str],
    embedder: Embedder | None,
    vocabulary: Vocabulary | None,
    personal: Personal = nobody,
) -> Verdict:
    """Check one sentence, cheap checks first; the first failure ends it. `known_tokens` are those of the question.
    `personal` finds personal data in a text: what stands literally in a passage, the bank has published itself.
    """
    checks: list[Check] = []

    def fails(name: str, why: str | None) -> bool:
        checks.append(Check(name, why is None, why or ""))
        return why is not None

    if fails(
        "language", None if language.detect(sentence, default=_as(lang)) == lang else "another language"
    ):
        return Verdict(False, None, checks)
    if fails("conduct", conduct.fault(sentence, "\n".join(passages))):
        return Verdict(False, None, checks)
    if fails("masked", _invented_token(sentence, known_tokens)):
        return Verdict(False, None, checks)
    published = "\n".join(passages)
    if fails("personal data", _made_up(sentence, published, personal)):
        return Verdict(False, None, checks)
    support = grounding.supported(TOKEN.sub(" ", sentence), passages, embedder, vocabulary)
    if support.why.startswith("number"):
        fails("numbers", support.why)
        return Verdict(False, support.passage, checks)
    checks.append(Check("numbers", True))
    checks.append(
        Check(
            "support",
            support.ok,
            support.why or f"passage {(support.passage or 0) + 1}, words {support.coverage:.2f}",
        )
    )
    return Verdict(support.ok, support.passage, checks)


def _as(lang: str) -> language.Language:
    return "en" if lang == "en" else "zh"


def _made_up(sentence: str, published: str, personal: Personal) -> str | None:
    """A name, number or address that no passage holds: the model may not know anybody."""
    kinds = sorted({kind for kind, value in personal(TOKEN.sub(" ", sentence)) if value not in published})
    return f"{', '.join(kinds)} that no passage holds" if kinds else None


def _invented_token(sentence: str, known: frozenset[str]) -> str | None:
    """A token that the visitor did not write, or the brackets of one: the model may not make up personal data."""
    if any(m[0] not in known for m in TOKEN.finditer(sentence)):
        return "a personal-data token that nobody wrote"
    rest = TOKEN.sub("", sentence)
    return "half a personal-data token" if "⟦" in rest or "⟧" in rest else None
