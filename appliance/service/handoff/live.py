"""Deciding for real: by the rule book that holds at this moment, with team, hours, tier and queue as they are now, and with the
moods that were kept when the turns before were taken."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from appliance.core.kit import clock
from appliance.service.conversations.turn import Turn
from appliance.service.handoff import versions
from appliance.service.handoff.bound import Bound
from appliance.service.handoff.decide import Decide
from appliance.service.handoff.drafted import Drafted
from appliance.service.handoff.facts import around
from appliance.service.handoff.rule import seen
from appliance.service.impressions import moods

__all__ = ["Decide", "LiveDecide"]

if TYPE_CHECKING:
    from appliance.ai.answering.answer import Answer
    from appliance.core.store.session import ReadSession, Store
    from appliance.service.handoff.reads import Likens, Reads
    from appliance.service.handoff.rule import Reason, Said, Situation


A_MOMENT: Final = 0.1
"""Seconds. A draft that took longer is judged by a look of its own: the rule book may have changed while the model wrote."""


class LiveDecide(Decide):
    """Follows the newest approved rule book, in whatever process it was approved: each turn looks at its number first."""

    def __init__(self, store: Store, reads: Reads | None = None, likens: Likens | None = None) -> None:
        super().__init__(reads, likens)
        self._store = store
        self._lock = threading.Lock()
        self._number = 0
        self._here = threading.local()

    def on_question(self, turn: Said) -> Reason | None:
        """See `Decide.on_question`."""
        bound, situation = self.look(turn)
        reason = bound.on_question(situation)
        self._here.looked = None if reason is not None else (turn, clock.monotonic(), bound, situation)
        return reason

    def on_draft(self, turn: Said, answer: Answer) -> Reason | None:
        """See `Decide.on_draft`. Where the draft was there in a moment, what its question was judged by holds."""
        looked = getattr(self._here, "looked", None)
        self._here.looked = None
        if looked is None or looked[0] is not turn or clock.monotonic() - looked[1] >= A_MOMENT:
            return super().on_draft(turn, answer)
        _, _, bound, situation = looked
        reason: Reason | None = bound.on_draft(situation, Drafted.of(answer))
        return reason

    def look(self, turn: Said) -> tuple[Bound, Situation]:
        """See `Decide.look`. One short read; more only where the book asks what surrounds a turn."""
        with self._store.reading() as s:
            bound = self._current(s)
            felt = _felt(s, turn)
            if not bound.looks_around:
                return bound, seen(turn, felt=felt)
            facts = around(s, getattr(turn, "conversation_id", None), clock.now())
        return bound, seen(turn, facts, felt)

    def _current(self, s: ReadSession) -> Bound:
        number = versions.number(s)
        with self._lock:
            if number != self._number:
                self._bound = Bound(versions.book_of(s, number), self.reads, self.likens)
                self._number = number
            return self._bound


def _felt(s: ReadSession, turn: Said) -> dict[int, float]:
    """How unhappy the visitor was in turns before, by their place in the history of a conversation's turn."""
    ids = turn.before if isinstance(turn, Turn) else ()
    kept = moods.unhappy(s, ids)
    return {at: kept[message_id] for at, message_id in enumerate(ids) if message_id in kept}
