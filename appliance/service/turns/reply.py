"""One reply on its way to the visitor, sentence by sentence, each in a short write of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from appliance.ai.answering.answer import Answer, Sentence
from appliance.core.kit import clock
from appliance.core.kit.actors import AI
from appliance.core.kit.ids import new_id
from appliance.core.masking.text import MaskedText
from appliance.core.store.session import WriteSession
from appliance.service.conversations import actions, queries
from appliance.service.conversations.actions import Dropped, Posted, Why
from appliance.service.conversations.turn import Turn
from appliance.service.handoff.drafted import Drafted
from appliance.service.turns.parts import TurnParts, meta_of

Finish = Callable[[WriteSession], None]

LOOK_EVERY = 0.05  # seconds between two looks at the version while the model writes


def nothing_to_finish(_: WriteSession) -> None:
    """Where no job asked for the turn."""


def told_of(answer: Answer) -> dict[str, Any]:
    """What is kept beside a whole answer."""
    return meta_of(
        answer.rung,
        answer.sources,
        options=list(answer.options),
        checks=[{"name": check.name, "ok": check.ok} for check in answer.checks],
        model=answer.model,
        draft=Drafted.of(answer).kept(),
    )


class Reply:
    """Posts parts while the turn is still wanted; after the first refusal it posts nothing more."""

    def __init__(self, parts: TurnParts, turn: Turn, finish: Finish = nothing_to_finish) -> None:
        self._parts = parts
        self._turn = turn
        self.finished = finish  # the job that asked for the turn is done within the act that ends it
        self._reply_id = new_id()
        self._looked_at = clock.monotonic()
        self._moved_on = False
        self.posted = 0
        self.dropped: Dropped | None = None
        self.failure: Exception | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more may be posted."""
        return self.dropped is not None or self.failure is not None

    def cancelled(self) -> bool:
        """Whether to stop writing: the draft is stale. Cheap enough to be asked for every word."""
        if self.over or self._moved_on:
            return True
        if clock.monotonic() - self._looked_at >= LOOK_EVERY:
            self._looked_at = clock.monotonic()
            with self._parts.store.reading() as s:
                self._moved_on = queries.version(s, self._turn.conversation_id) != ("ai", self._turn.version)
        return self._moved_on

    def sentence(self, sentence: Sentence) -> None:
        """A sentence that passed its checks. Only generated text goes out while it is being written: whatever comes
        as a whole waits for the rules on the draft.
        """
        if sentence.rung != "generated" or self.over:
            return
        try:
            self._post(sentence.text, meta_of("generated", [sentence.source] if sentence.source else []))
        except Exception as problem:  # noqa: BLE001 - the writer's loop must not swallow or rename it; the turn raises it
            self.failure = problem

    def whole(self, answer: Answer, then: Sequence[Why] = ()) -> None:
        """Post an answer as one part and finish; with reasons, hand over in the same transaction."""
        self._post(answer.text, told_of(answer), last=True, then=then)

    def finish(self, answer: Answer | None = None) -> None:
        """Note that the streamed reply is complete, and how it came about."""
        with self._parts.store.writing() as s:
            done = actions.finish_reply(
                s,
                self._turn.conversation_id,
                self._turn.version,
                answers_seq=self._turn.answers_seq,
                draft=Drafted.of(answer).kept() if answer is not None else None,
            )
            if done:
                self.finished(s)
        if not done:
            self.drop()

    def drop(self) -> None:
        """Note that the draft is not sent, and what overtook it."""
        with self._parts.store.writing() as s:
            why = actions.why_stale(s, self._turn.conversation_id, self._turn.version, self._turn.answers_seq)
            self.dropped = actions.drop_draft(
                s, self._turn.conversation_id, why or "stopped", reply_id=self._reply_id, part=self.posted + 1
            )

    def _post(
        self, text: MaskedText, meta: dict[str, Any], *, last: bool = False, then: Sequence[Why] = ()
    ) -> None:
        with self._parts.store.writing() as s:
            outcome: Posted | Dropped = actions.post_reply_part(
                s,
                self._parts.vault,
                self._turn.conversation_id,
                self._turn.version,
                text,
                self._reply_id,
                meta,
                answers_seq=self._turn.answers_seq,
                part=self.posted + 1,
                last=last,
            )
            if then and isinstance(outcome, Posted):
                actions.hand_off(s, self._turn.conversation_id, actor=AI, reasons=then)
            if last and isinstance(outcome, Posted):
                self.finished(s)
        if isinstance(outcome, Dropped):
            self.dropped = outcome
        else:
            self.posted += 1
            self._reply_id = outcome.reply_id
