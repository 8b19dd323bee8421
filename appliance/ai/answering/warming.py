"""Warming: before anybody asks, what the first question after a start or a publication would otherwise pay for.

Patterns, what was learned and the weights of a bank's words take more than a second of a processor, and visitors who ask at
the same moment would all wait for it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from appliance.core.kit.logs import get_logger

if TYPE_CHECKING:
    from appliance.ai.answering.ladder import Answerer
    from appliance.ai.knowledge.knowledge_base import KnowledgeBase

log = get_logger("answers")

_STOP_SECONDS = 30


class Warming:
    """A thread of its own, idle but for the moments after the knowledge was loaded or has changed. Holds up nobody."""

    def __init__(
        self, knowledge: KnowledgeBase, answerer: Answerer, before: Sequence[Callable[[], object]] = ()
    ) -> None:
        """`before` is what else a turn needs, loaded first and once: visitors wait for that at any question."""
        self._knowledge = knowledge
        self._answerer = answerer
        self._before = list(before)
        self._news = threading.Event()
        self._stopping = threading.Event()
        self._idle = threading.Event()
        self._thread = threading.Thread(target=self._run, name="warming", daemon=True)
        knowledge.when_in_step(self._look)

    def start(self) -> None:
        """Begin, once the knowledge is loaded. Returns at once."""
        self._thread.start()

    def until_warm(self, seconds: float) -> bool:
        """Wait until there is nothing left to do for what is published now; whether that was so in time."""
        return self._idle.wait(seconds)

    def stop(self) -> None:
        """End, after what it is at; safe without a start."""
        self._stopping.set()
        self._news.set()
        if self._thread.ident is not None:
            self._thread.join(_STOP_SECONDS)

    def _look(self) -> None:
        self._idle.clear()
        self._news.set()

    def _run(self) -> None:
        self._news.wait()
        while not self._stopping.is_set():
            self._news.clear()
            try:
                self._once()
            except Exception as error:  # noqa: BLE001  questions are answered all the same, the first one later
                if not self._stopping.is_set():
                    log.warning("answers.not_warm", error=type(error).__name__)
            if not self._news.is_set():
                self._idle.set()
            self._news.wait()

    def _once(self) -> None:
        while self._before and not self._stopping.is_set():
            self._before[0]()
            del self._before[0]
        for bases in self._knowledge.in_use():
            if not self._stopping.is_set():
                self._answerer.warm_up(bases)
