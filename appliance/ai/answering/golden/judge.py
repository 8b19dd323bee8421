"""Whether an answer to a question of a set is right: it rests on an expected source and says every expected fact."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from appliance.ai.answering.number_guard import same
from appliance.ai.answering.quantities import quantities

if TYPE_CHECKING:
    from appliance.ai.answering.answer import Answer

ANSWERED: Final = ("approved", "generated", "quote")


@dataclass(frozen=True)
class Question:
    """`sources`: ids or file names, one of which the answer must rest on (none: any will do). `facts`: what it must say.

    With neither, nothing published answers it, and it must not be answered. `history`: (role, text), oldest first.
    """

    qid: str
    query: str
    sources: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    history: tuple[tuple[str, str], ...] = ()

    @property
    def answerable(self) -> bool:
        """Whether the bank has published what it asks for."""
        return bool(self.sources or self.facts)

    def kept(self) -> dict[str, Any]:
        """As JSON; `Question.of` makes it again."""
        return asdict(self)

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Question:
        """From `kept()`."""
        turns = tuple((role, text) for role, text in kept.get("history", ()))
        return cls(kept["qid"], kept["query"], tuple(kept["sources"]), tuple(kept["facts"]), turns)


@dataclass(frozen=True)
class Result:
    """What became of one question. `missing`: expected facts that the answer does not say."""

    qid: str
    right: bool
    rung: str
    sources: tuple[str, ...]
    missing: tuple[str, ...]
    answer: str

    def kept(self) -> dict[str, Any]:
        """As JSON."""
        return {**asdict(self), "sources": list(self.sources), "missing": list(self.missing)}


def judge(question: Question, answer: Answer) -> Result:
    """Right: answered from an expected source with every fact, or, where nothing answers it, not answered."""
    used = [{hit.id, hit.external_id, hit.source.document_id, hit.source.external_id} for hit in answer.used]
    named = [
        next((str(one) for one in (hit.external_id, hit.source.external_id, hit.id) if one), "")
        for hit in answer.used
    ]
    answered = answer.rung in ANSWERED
    missing = tuple(fact for fact in question.facts if not (answered and says(str(answer.text), fact)))
    rests = not question.sources or any(ids & set(question.sources) for ids in used)
    right = (answered and rests and not missing) if question.answerable else not answered
    return Result(question.qid, right, answer.rung, tuple(named), missing, str(answer.text))


def says(reply: str, fact: str) -> bool:
    """Whether a reply says a fact: literally but for width, case and blanks, or with its figures written otherwise."""
    if _plain(fact) in _plain(reply):
        return True
    wanted = quantities(fact)
    said: Sequence[Any] = quantities(reply)
    return bool(wanted) and all(any(same(one, other) for other in said) for one in wanted)


def _plain(text: str) -> str:
    return re.sub(r"[\s,，]", "", unicodedata.normalize("NFKC", text)).lower()
