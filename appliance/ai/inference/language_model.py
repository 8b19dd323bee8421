"""What a language model is to the rest of the house: it streams text for a prompt, and says how it is.

Forms: `vllm.VllmModel` (our own vLLM or any OpenAI-compatible one), `scripted.ScriptedModel` (tests),
`NoModel` (switched off or not set up). `tests/contracts/test_language_model.py` runs one body over all that
can write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from appliance.core.kit.errors import Unavailable
from appliance.core.masking.text import MaskedText

State = Literal["ready", "starting", "restarting", "missing", "failed", "off"]
Role = Literal["user", "assistant"]


class ModelUnavailable(Unavailable):
    """The model cannot answer now. Nothing is lost: the ladder goes on without it."""


@dataclass(frozen=True)
class Prompt:
    """What is asked.

    `max_tokens` bounds the answer; `salt` keeps one conversation's prefix cache apart from all others (a
    shared cache tells by its speed what somebody else asked).
    """

    system: MaskedText
    turns: Sequence[tuple[Role, MaskedText]]
    max_tokens: int = 160
    stop: Sequence[str] = ()
    salt: str = ""


@dataclass(frozen=True)
class ModelStatus:
    """How the model is: `model` is the name people know it by, `since` when this state began."""

    state: State
    model: str
    since: datetime
    detail_zh: str
    detail_en: str


def never() -> bool:
    """The `cancelled` of a caller who never cancels."""
    return False


class LanguageModel(Protocol):
    """`writes` holds the languages it can be trusted to write ("zh", "en"), as its bundle's manifest says."""

    @property
    def writes(self) -> frozenset[str]: ...

    def stream(self, prompt: Prompt, *, cancelled: Callable[[], bool] = never) -> Iterator[str]:
        """Yield the answer piece by piece; none is empty.

        Ends early, without error, once `cancelled()` is true.

        Raises `ModelUnavailable` before the first piece or between two; what was yielded stays with the
        caller. Closing the iterator ends the generation.
        """
        ...

    def status(self) -> ModelStatus:
        """How the model is now. Never raises, never takes longer than a second."""
        ...


class NoModel:
    """There is no model: every question is answered from approved answers, quotes and people."""

    writes: frozenset[str] = frozenset()

    def __init__(self, status: ModelStatus) -> None:
        self._status = status

    def stream(self, prompt: Prompt, *, cancelled: Callable[[], bool] = never) -> Iterator[str]:
        """Always raises `ModelUnavailable`."""
        raise ModelUnavailable(self._status.detail_zh, self._status.detail_en)

    def status(self) -> ModelStatus:
        """The state it was made with."""
        return self._status
