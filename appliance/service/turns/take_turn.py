"""The AI's turn, step by step. Safe to run again after a crash: what was posted is not posted twice."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from appliance.ai.answering.answer import Answer
from appliance.ai.knowledge import bases as knowledge
from appliance.core.kit.actors import AI
from appliance.core.kit.errors import SealedError
from appliance.core.kit.logs import get_logger
from appliance.core.store.session import WriteSession
from appliance.service.conversations import actions
from appliance.service.conversations.actions import NEWER_MESSAGE, HandoffReason, Why
from appliance.service.conversations.turn import Turn, build
from appliance.service.handoff.drafted import Drafted
from appliance.service.handoff.reads import reading
from appliance.service.handoff.rule import seen
from appliance.service.impressions import moods
from appliance.service.turns.echoes import Ground
from appliance.service.turns.parts import TurnParts
from appliance.service.turns.reply import Finish, Reply, nothing_to_finish

__all__ = ["FAILED", "Outcome", "TurnParts", "take_turn"]

log = get_logger("turns")

REDONE = 10  # times; after that the newest message's own job takes over

FAILED = HandoffReason(
    "ai_failed", "AI 暂时无法作答", "The AI cannot answer at the moment", "the answer could not be made"
)

# What the bank itself has written may be said before a person takes over: the number to block a lost card, or that
# nothing is published. A question back, or text of the model that has not gone out yet, may not.
SAID_FIRST = frozenset({"approved", "quote", "handoff"})


class Outcome(StrEnum):
    """How a turn ended."""

    ANSWERED = "answered"
    HANDED_OVER = "handed_over"
    NOTHING = "nothing"  # the AI is not in charge, or nothing was unanswered
    DROPPED = "dropped"  # a person took over, or it ended, while the AI was at work


def take_turn(parts: TurnParts, conversation_id: str, finish: Finish = nothing_to_finish) -> Outcome:
    """Answer every unanswered message of the visitor, or hand over. `finish` is called within the act that ends the turn.

    A message that comes while the AI is at work makes the draft stale; the turn then begins again with all of
    them. Raises what the store raises (`StorageFull`, `Unavailable`, `SealedError`): the job comes back.
    """
    for _ in range(REDONE):
        with parts.store.reading() as s:
            turn = build(s, parts.vault, conversation_id)
            bases = knowledge.for_channel(s, turn.channel) if turn is not None else []
            new = turn is not None and parts.echoes is not None and not turn.history
            ground = Ground.of(s, turn.channel, bases) if turn is not None and new else None
        if turn is None:
            return Outcome.NOTHING
        outcome = _once(parts, turn, finish, bases, ground)
        if outcome is not None:
            return outcome
    return Outcome.DROPPED


def _once(
    parts: TurnParts, turn: Turn, finish: Finish, bases: Sequence[str], ground: Ground | None
) -> Outcome | None:
    """One try; `None` when the visitor wrote meanwhile and it must be done again. On `ground` its outcome may be one for others."""
    reply = Reply(parts, turn, finish)
    answer: Answer | None = None
    try:
        reason = parts.decide.on_question(turn)
        reply.finished = _with_mood(parts, turn, finish)
        if reason is None:
            answer = parts.answerer.answer(
                turn.question,
                history=turn.history,
                lang=turn.lang,
                cancelled=reply.cancelled,
                on_sentence=reply.sentence,
                bases=bases,
            )
            if not reply.over and not reply.cancelled():
                reason = parts.decide.on_draft(turn, answer)
    except SealedError:
        raise
    except Exception as problem:  # noqa: BLE001 - whatever fails, the visitor gets a person rather than silence
        log.error("turn failed", conversation=turn.conversation_id, kind=type(problem).__name__)
        answer, reason = None, FAILED
    if reply.failure is not None:
        raise reply.failure
    if reply.dropped is None and answer is not None and reply.cancelled():
        reply.drop()
    if reply.dropped is None:
        _deliver(parts, turn, reply, answer, reason)
    if reply.dropped is not None:
        log.info("draft dropped", conversation=turn.conversation_id, reason=reply.dropped.reason)
        return None if reply.dropped.reason == NEWER_MESSAGE else Outcome.DROPPED
    if reason is not None:
        return Outcome.HANDED_OVER
    if answer is not None and ground is not None:
        _remember(parts, turn, answer, ground)
    return Outcome.ANSWERED


def _remember(parts: TurnParts, turn: Turn, answer: Answer, ground: Ground) -> None:
    """What was answered here may answer the next one who asks the same."""
    if parts.echoes is not None and parts.decide.by_words_alone(ground.book):
        parts.echoes.learn(turn, ground, answer, reading(parts.reads, seen(turn)))


def _with_mood(parts: TurnParts, turn: Turn, finish: Finish) -> Finish:
    """The end of a turn that also keeps how the visitor felt: read for the rules already, and so remembered by the reader."""
    felt = reading(parts.reads, seen(turn))
    if felt is None:
        return finish

    def finished(s: WriteSession) -> None:
        moods.keep(s, turn.conversation_id, turn.asked, felt)
        finish(s)

    return finished


def _deliver(parts: TurnParts, turn: Turn, reply: Reply, answer: Answer | None, reason: Why | None) -> None:
    """Say the rest of the answer, hand over, or both."""
    if answer is not None and reason is not None and answer.rung in SAID_FIRST:
        reply.whole(answer, then=[reason])
    elif reason is not None:
        _hand_over(parts, turn, reply, reason, answer)
    elif answer is not None and (reply.posted == 0 or answer.rung != "generated"):
        reply.whole(answer)
    else:
        reply.finish(answer)


def _hand_over(parts: TurnParts, turn: Turn, reply: Reply, reason: Why, answer: Answer | None) -> None:
    had_draft = answer is not None
    with parts.store.writing() as s:
        stale = actions.why_stale(s, turn.conversation_id, turn.version, turn.answers_seq)
        if stale and (had_draft or stale != NEWER_MESSAGE):
            # A newer message deserves its own answer, unless the visitor has asked for a person already.
            reply.dropped = actions.drop_draft(
                s, turn.conversation_id, stale, reply_id=turn.conversation_id, part=1
            )
            return
        if had_draft and reply.posted == 0:
            actions.drop_draft(
                s, turn.conversation_id, f"handoff: {reason.code}", reply_id=turn.conversation_id, part=1
            )
        draft = Drafted.of(answer).kept() if answer is not None else None
        actions.hand_off(s, turn.conversation_id, actor=AI, reasons=[reason], draft=draft)
        reply.finished(s)
