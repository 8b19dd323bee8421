"""A model that writes only so many answers at the same time. Whoever finds no place waits shortly, then goes on without it.

An engine shared among too many writes for all of them too slowly to be of use, and turns that wait for it keep approved answers
from being given. The one who came first is next.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator

from appliance.ai.inference.language_model import LanguageModel, ModelStatus, ModelUnavailable, Prompt, never
from appliance.core.kit.clock import monotonic

_LOOK_EVERY = 0.05  # seconds between two looks whether the answer is still wanted


class FewAtOnce:
    """`model` behind `places`; a stream holds its place from its first piece asked for until it is closed."""

    def __init__(self, model: LanguageModel, places: int, wait_seconds: float) -> None:
        self._model = model
        self.places = places
        self._wait = wait_seconds
        self._changed = threading.Condition()
        self._line: deque[object] = deque()
        self.writing = 0

    @property
    def writes(self) -> frozenset[str]:
        """As the model behind it."""
        return self._model.writes

    def stream(self, prompt: Prompt, *, cancelled: Callable[[], bool] = never) -> Iterator[str]:
        """See `LanguageModel.stream`. Raises `ModelUnavailable` as well when no place came free in time."""
        if not self._enter(cancelled):
            return
        try:
            yield from self._model.stream(prompt, cancelled=cancelled)
        finally:
            with self._changed:
                self.writing -= 1
                self._changed.notify_all()

    def status(self) -> ModelStatus:
        """As the model behind it; being busy is no fault."""
        return self._model.status()

    def _enter(self, cancelled: Callable[[], bool]) -> bool:
        """Take a place; False when the answer is not wanted any more. Raises `ModelUnavailable`."""
        me, until = object(), monotonic() + self._wait
        with self._changed:
            self._line.append(me)
        try:
            while not cancelled():
                with self._changed:
                    if self._line[0] is me and self.writing < self.places:
                        self.writing += 1
                        return True
                    left = until - monotonic()
                    if left <= 0:
                        raise ModelUnavailable(
                            "模型正在为其他人作答，本次不等待。",
                            "The model is writing for others; this answer does not wait for it.",
                        )
                    self._changed.wait(min(left, _LOOK_EVERY))
            return False
        finally:
            with self._changed:
                self._line.remove(me)
                self._changed.notify_all()


def _is_a_language_model(model: FewAtOnce) -> LanguageModel:
    return model
