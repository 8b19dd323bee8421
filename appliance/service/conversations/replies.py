"""The AI speaks, one checked part at a time. Here is the takeover lock.

A part is stored only if, in the very transaction that stores it, the AI still has the conversation and nothing
has happened since the turn began. A claim is such a transaction too, and there is one writer, so no AI message
can be committed after a claim.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.events.outbox import emit
from appliance.core.kit import clock
from appliance.core.kit.actors import AI
from appliance.core.masking.text import MaskedText
from appliance.core.store.prepared import Prepared
from appliance.core.store.session import WriteSession
from appliance.core.vault.vault import Vault
from appliance.service.conversations import columns
from appliance.service.conversations.events import ReplyFinished, ReplyPosted
from appliance.service.conversations.states import Act, State, allowed
from appliance.service.conversations.tables import Message


@dataclass(frozen=True)
class Posted:
    """The part is stored. `duplicate`: it was stored before, by an earlier try of the same turn."""

    message_id: str
    seq: int
    reply_id: str
    duplicate: bool = False


@dataclass(frozen=True)
class Dropped:
    """The draft was too late; it is noted in the audit trail, without its text."""

    reason: str


_STORED = Prepared(
    select(Message.id, Message.seq, Message.reply_id).where(
        Message.conversation_id == bindparam("id"),
        Message.answers_seq == bindparam("answers"),
        Message.part == bindparam("part"),
    )
)
_LAST_PART = (
    select(Message)
    .where(Message.conversation_id == bindparam("id"), Message.answers_seq == bindparam("answers"))
    .order_by(Message.part.desc())
    .limit(1)
)
_ANSWERED = Prepared(columns.changing(answered_seq=bindparam("answered")))
_SAID = Prepared(columns.saying(AI.kind, answered_seq=bindparam("answered")))

NEWER_MESSAGE = "newer message"
CLAIMED = "claimed"


def post_reply_part(
    s: WriteSession,
    vault: Vault,
    conversation_id: str,
    expected_version: int,
    text: MaskedText,
    reply_id: str,
    meta: dict[str, Any],
    *,
    answers_seq: int,
    part: int,
    last: bool = False,
) -> Posted | Dropped:
    """Store one part of the AI's reply to the visitor's message `answers_seq`; `part` counts from 1.

    `last` says the reply is complete with it. A part that an earlier try has stored is not stored again.
    """
    conversation = columns.row(s, conversation_id)
    stale = _stale(conversation, expected_version, answers_seq)
    if stale is not None:
        return drop_draft(s, conversation_id, stale, reply_id=reply_id, part=part)
    answered = max(conversation.answered_seq, answers_seq) if last else conversation.answered_seq
    stored = s.rows(_STORED, id=conversation_id, answers=answers_seq, part=part).first()
    if stored is not None:
        columns.change(s, _ANSWERED, conversation_id, answered=answered)
        return Posted(stored.id, stored.seq, stored.reply_id or reply_id, duplicate=True)
    message = columns.speak(
        s,
        vault,
        conversation,
        text,
        {"reply_id": reply_id, "meta": meta, "answers_seq": answers_seq, "part": part},
        _SAID,
        author=AI,
        answered=answered,
    )
    chain.append(
        s,
        Verb.MESSAGE_POSTED,
        actor=AI,
        subject=message.id,
        conversation=conversation_id,
        seq=message.seq,
        rung=str(meta.get("rung", "")),
    )
    emit(s, ReplyPosted(conversation_id, message.seq, message.id, reply_id, message.shown))
    return Posted(message.id, message.seq, reply_id)


def finish_reply(
    s: WriteSession,
    conversation_id: str,
    expected_version: int,
    *,
    answers_seq: int,
    draft: Mapping[str, Any] | None = None,
) -> bool:
    """Note that the streamed reply to `answers_seq` is complete; False if the conversation has moved on. `draft` (figures of how
    it came about) is kept with its last part."""
    conversation = columns.row(s, conversation_id)
    if _stale(conversation, expected_version, answers_seq) is not None:
        return False
    columns.change(s, _ANSWERED, conversation_id, answered=max(conversation.answered_seq, answers_seq))
    last = s.scalars(_LAST_PART, {"id": conversation_id, "answers": answers_seq}).first() if draft else None
    if last is not None:
        last.meta = {**last.meta, "draft": dict(draft or {})}
    emit(s, ReplyFinished(conversation_id, answers_seq))  # windows stop showing that more is coming
    return True


def why_stale(s: WriteSession, conversation_id: str, expected_version: int, answers_seq: int) -> str | None:
    """Why a draft made for `expected_version` may not be sent any more; `None` when it may."""
    return _stale(columns.row(s, conversation_id), expected_version, answers_seq)


def drop_draft(s: WriteSession, conversation_id: str, reason: str, *, reply_id: str, part: int) -> Dropped:
    """Note that a draft was not sent, and why; never its text."""
    chain.append(
        s,
        Verb.DRAFT_DROPPED,
        actor=AI,
        subject=reply_id,
        conversation=conversation_id,
        reason=reason,
        part=part,
    )
    return Dropped(reason)


def mark_delivered(s: WriteSession, message_ids: list[str]) -> None:
    """Note that the channel has taken these messages; a claim can no longer withdraw them."""
    at = clock.now()
    for message in s.scalars(select(Message).where(Message.id.in_(message_ids))):
        if message.delivered_at is None and not message.withdrawn:
            message.delivered_at = at
    s.flush()


def _stale(conversation: Any, expected_version: int, answers_seq: int) -> str | None:
    """Why a draft made for `expected_version` may not be sent; `None` when it may."""
    state = State(conversation.state)
    if not allowed(state, Act.AI_REPLIES):
        return {State.HUMAN: CLAIMED, State.QUEUED: "handed over", State.CLOSED: "closed"}[state]
    if conversation.version != expected_version:
        return NEWER_MESSAGE if conversation.asked_seq > answers_seq else CLAIMED
    return None
