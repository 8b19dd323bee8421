"""The AI speaks, one checked part at a time. Here is the takeover lock.

A part is stored only if, in the very transaction that stores it, the AI still has the conversation and nothing
has happened since the turn began. A claim is such a transaction too, and there is one writer, so no AI message
can be committed after a claim.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from appliance.core.audit import chain
from appliance.core.audit.verbs import Verb
from appliance.core.events.outbox import emit
from appliance.core.kit import clock
from appliance.core.kit.actors import AI
from appliance.core.kit.ids import new_id
from appliance.core.masking.text import MaskedText
from appliance.core.store.prepared import Prepared
from appliance.core.store.session import WriteSession
from appliance.core.vault.vault import Vault
from appliance.service.conversations import keys, writing
from appliance.service.conversations.errors import AlreadyErased, NoConversation
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


_TABLE: Any = Conversation.__table__
_CONVERSATION = Prepared(select(_TABLE).where(_TABLE.c.id == bindparam("id")))
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
_answered = update(_TABLE).where(_TABLE.c.id == bindparam("which")).values(answered_seq=bindparam("answered"))
_ANSWERED = Prepared(_answered)
_SAID = Prepared(
    _answered.values(
        staff_seq=bindparam("seq"),
        visitor_seq=bindparam("shown"),
        last_message_id=bindparam("message"),
        last_message_at=bindparam("at"),
        last_author_kind=AI.kind,
    )
)
_INSERT = Prepared(insert(Message.__table__).inline())  # type: ignore[arg-type]

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
    conversation = _row(s, conversation_id)
    stale = _stale(conversation, expected_version, answers_seq)
    if stale is not None:
        return drop_draft(s, conversation_id, stale, reply_id=reply_id, part=part)
    answered = max(conversation.answered_seq, answers_seq) if last else conversation.answered_seq
    stored = s.rows(_STORED, id=conversation_id, answers=answers_seq, part=part).first()
    if stored is not None:
        _change(s, _ANSWERED, conversation_id, answered=answered)
        return Posted(stored.id, stored.seq, stored.reply_id or reply_id, duplicate=True)
    message = _store(s, vault, conversation, text, reply_id, meta, answers_seq, part)
    _change(
        s,
        _SAID,
        conversation_id,
        seq=message["seq"],
        shown=message["visitor_seq"],
        message=message["id"],
        at=message["created_at"],
        answered=answered,
    )
    chain.append(
        s,
        Verb.MESSAGE_POSTED,
        actor=AI,
        subject=message["id"],
        conversation=conversation_id,
        seq=message["seq"],
        rung=str(meta.get("rung", "")),
    )
    emit(s, ReplyPosted(conversation_id, message["seq"], message["id"], reply_id))
    return Posted(message["id"], message["seq"], reply_id)


def _store(
    s: WriteSession,
    vault: Vault,
    conversation: Any,
    text: MaskedText,
    reply_id: str,
    meta: dict[str, Any],
    answers_seq: int,
    part: int,
) -> dict[str, Any]:
    """`writing.append` for the AI's words, in one plain statement: a rush of questions is a rush of these."""
    at, message_id = clock.now(), new_id()
    row = {
        "id": message_id,
        "conversation_id": conversation.id,
        "seq": conversation.staff_seq + 1,
        "visitor_seq": conversation.visitor_seq + 1,
        "author_kind": AI.kind,
        "author_id": AI.id,
        "author_name": AI.name,
        "body_sealed": keys.seal_body(writing.key_of(vault, conversation), message_id, text),
        "reply_id": reply_id,
        "kind": "text",
        "meta": meta,
        "answers_seq": answers_seq,
        "part": part,
        "withdrawn": False,
        "created_at": at,
        "delivered_at": at if conversation.channel in writing.SEEN_AT_COMMIT else None,
    }
    s.rows(_INSERT, **row)
    return row


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
    conversation = _row(s, conversation_id)
    if _stale(conversation, expected_version, answers_seq) is not None:
        return False
    _change(s, _ANSWERED, conversation_id, answered=max(conversation.answered_seq, answers_seq))
    last = s.scalars(_LAST_PART, {"id": conversation_id, "answers": answers_seq}).first() if draft else None
    if last is not None:
        last.meta = {**last.meta, "draft": dict(draft or {})}
    emit(s, ReplyFinished(conversation_id, answers_seq))  # windows stop showing that more is coming
    return True


def why_stale(s: WriteSession, conversation_id: str, expected_version: int, answers_seq: int) -> str | None:
    """Why a draft made for `expected_version` may not be sent any more; `None` when it may."""
    return _stale(_row(s, conversation_id), expected_version, answers_seq)


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


def _row(s: WriteSession, conversation_id: str) -> Any:
    """The conversation's columns. Raises what `writing.load` raises."""
    row = s.rows(_CONVERSATION, id=conversation_id).first()
    if row is None:
        raise NoConversation()
    if row.erased_at is not None:
        raise AlreadyErased()
    return row


def _change(s: WriteSession, statement: Prepared, conversation_id: str, **values: Any) -> None:
    """Change columns of a conversation; an object of the same row in this session reads them anew."""
    s.rows(statement, which=conversation_id, **values)
    for known in s.identity_map.values():
        if isinstance(known, Conversation) and known.id == conversation_id:
            s.expire(known)


def _stale(conversation: Any, expected_version: int, answers_seq: int) -> str | None:
    """Why a draft made for `expected_version` may not be sent; `None` when it may."""
    state = State(conversation.state)
    if not allowed(state, Act.AI_REPLIES):
        return {State.HUMAN: CLAIMED, State.QUEUED: "handed over", State.CLOSED: "closed"}[state]
    if conversation.version != expected_version:
        return NEWER_MESSAGE if conversation.asked_seq > answers_seq else CLAIMED
    return None
