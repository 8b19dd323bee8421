"""A model that says what it was told to say.

For tests and rehearsals: same shape, same errors, no weights.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence

from appliance.ai.inference.language_model import (
    LanguageModel,
    ModelStatus,
    ModelUnavailable,
    Prompt,
    State,
    never,
)
from appliance.core.kit.clock import now

Replies = Callable[[Prompt], str] | Sequence[str]


class ScriptedModel:
    """`replies` is a function of the prompt, or a list taken one by one (the last one repeats).

    `piece` is the length of a streamed piece in characters, `delay` the seconds before each. `asked` keeps
    every prompt. Set `failing` to make it raise `ModelUnavailable`, as an engine that has gone away would.
    """

    def __init__(
        self,
        replies: Replies,
        *,
        delay: float = 0.0,
        piece: int = 6,
        writes: frozenset[str] = frozenset({"zh", "en"}),
        name: str = "scripted",
    ) -> None:
        self._replies = replies
        self._delay = delay
        self._piece = max(1, piece)
        self._lock = threading.Lock()
        self._taken = 0
        self._since = now()
        self._name = name
        self.writes = writes
        self.asked: list[Prompt] = []
        self.failing = False

    def stream(self, prompt: Prompt, *, cancelled: Callable[[], bool] = never) -> Iterator[str]:
        """Yield the scripted reply in pieces."""
        text = self._next(prompt)
        wait = threading.Event()
        for start in range(0, len(text), self._piece):
            if self._delay:
                wait.wait(self._delay)
            if cancelled():
                return
            yield text[start : start + self._piece]

    def status(self) -> ModelStatus:
        """Ready, unless `failing` was set."""
        state: State = "failed" if self.failing else "ready"
        zh, en = (
            ("脚本模型已停用。", "The scripted model is set to fail.")
            if self.failing
            else ("就绪。", "Ready.")
        )
        return ModelStatus(state, self._name, self._since, zh, en)

    def _next(self, prompt: Prompt) -> str:
        with self._lock:
            self.asked.append(prompt)
            if self.failing:
                status = self.status()
                raise ModelUnavailable(status.detail_zh, status.detail_en)
            if callable(self._replies):
                return self._replies(prompt)
            reply = self._replies[min(self._taken, len(self._replies) - 1)] if self._replies else ""
            self._taken += 1
            return reply


def _is_a_language_model(model: ScriptedModel) -> LanguageModel:
    return model
