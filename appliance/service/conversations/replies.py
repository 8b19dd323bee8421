"""The AI speaks, one checked part at a time. Here is the takeover lock.

A part is stored only if, in the very transaction that stores it, the AI still has the conversation and nothing
has happened since the turn began. A claim is such a transaction too, and there is one writer, so no AI message
can be committed after a claim.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.events.outbox import emit
from appliance.core.kit import clock
from appliance.core.kit.actors import AI
from appliance.core.masking.text import MaskedText
from appliance.core.store.session import WriteSession
from appliance.core.vault.vault import Vault
from appliance.service.conversations import writing
from appliance.service.conversations.events import ReplyFinished, ReplyPosted
from appliance.service.conversations.states import Act, State, allowed
from appliance.service.conversations.tables import Conversation, Message


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
    conversation = writing.load(s, conversation_id)
    stale = _stale(conversation, expected_version, answers_seq)
    if stale is not None:
        return drop_draft(s, conversation_id, stale, reply_id=reply_id, part=part)
    stored = s.scalars(
        select(Message).where(
            Message.conversation_id == conversation_id,
            Message.answers_seq == answers_seq,
            Message.part == part,
        )
    ).first()
    message: Message | writing.Appended
    if stored is None:
        message = writing.append(
            s,
            conversation,
            author=AI,
            words=(vault, text),
            meta=meta,
            reply_id=reply_id,
            answers_seq=answers_seq,
            part=part,
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
    else:
        message = stored
    if last:
        conversation.answered_seq = max(conversation.answered_seq, answers_seq)
        s.flush()
    if stored is None:
        emit(s, ReplyPosted(conversation_id, message.seq, message.id, reply_id))
    return Posted(message.id, message.seq, message.reply_id or reply_id, duplicate=stored is not None)


def finish_reply(s: WriteSession, conversation_id: str, expected_version: int, *, answers_seq: int) -> bool:
    """Note that the streamed reply to `answers_seq` is complete; False if the conversation has moved on."""
    conversation = writing.load(s, conversation_id)
    if _stale(conversation, expected_version, answers_seq) is not None:
        return False
    conversation.answered_seq = max(conversation.answered_seq, answers_seq)
    s.flush()
    emit(s, ReplyFinished(conversation_id, answers_seq))  # windows stop showing that more is coming
    return True


def why_stale(s: WriteSession, conversation_id: str, expected_version: int, answers_seq: int) -> str | None:
    """Why a draft made for `expected_version` may not be sent any more; `None` when it may."""
    return _stale(writing.load(s, conversation_id), expected_version, answers_seq)


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


def _stale(conversation: Conversation, expected_version: int, answers_seq: int) -> str | None:
    """Why a draft made for `expected_version` may not be sent; `None` when it may."""
    state = State(conversation.state)
    if not allowed(state, Act.AI_REPLIES):
        return {State.HUMAN: CLAIMED, State.QUEUED: "handed over", State.CLOSED: "closed"}[state]
    if conversation.version != expected_version:
        return NEWER_MESSAGE if conversation.asked_seq > answers_seq else CLAIMED
    return None
