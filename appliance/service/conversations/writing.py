"""How a row of a transcript is written: numbers, sealing, audit and announcement in one place."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, func, insert, select

from appliance.ai.answering.language import detect
from appliance.core.events.outbox import emit
from appliance.core.kit import clock
from appliance.core.kit.actors import SYSTEM, Actor
from appliance.core.kit.ids import new_id
from appliance.core.masking.engine import Masked
from appliance.core.masking.kinds import WITHHELD
from appliance.core.masking.text import MaskedText
from appliance.core.store.column_types import to_ms
from appliance.core.store.prepared import Prepared
from appliance.core.store.session import ReadSession, WriteSession
from appliance.core.vault.vault import Vault
from appliance.service.conversations import keys
from appliance.service.conversations.columns import SEEN_AT_COMMIT, Appended
from appliance.service.conversations.errors import AlreadyErased, AlreadyMerged, NoConversation
from appliance.service.conversations.events import MessageWithheld
from appliance.service.conversations.states import Act, State, after
from appliance.service.conversations.tables import Conversation, Message

SPOKEN = frozenset({"text", "file"})
"""Kinds of entries that count as the last thing said."""

_insert = Prepared(insert(cast(Table, Message.__table__)))


def load(s: ReadSession, conversation_id: str) -> Conversation:
    """The row to change. Raises `NoConversation`, `AlreadyErased` for a skeleton, `AlreadyMerged` for what is left of a merger."""
    conversation = s.get(Conversation, conversation_id)
    if conversation is None:
        raise NoConversation()
    if conversation.erased_at is not None:
        raise AlreadyErased()
    if conversation.merged_into is not None:
        into = s.get(Conversation, conversation.merged_into)
        raise AlreadyMerged(into.code if into is not None else "")
    return conversation


def key_of(vault: Vault, conversation: Conversation) -> bytes:
    """The conversation's key, unwrapped."""
    return keys.unwrap(vault, conversation.id, conversation.contact_id, conversation.key_wrapped)


def language_of(text: MaskedText, otherwise: str) -> str:
    """ "zh" or "en" by the words of a message, tokens not counted; `otherwise` when it has none."""
    return detect(str(text), default="en" if otherwise == "en" else "zh")


def move(conversation: Conversation, act: Act) -> None:
    """Change the state as the table says; every change of state makes older drafts stale."""
    following = after(State(conversation.state), act)
    if following != conversation.state:
        conversation.state = following
        conversation.version += 1


def join_queue(s: WriteSession, conversation: Conversation, at: datetime) -> None:
    """Take the last place among those with the same head start. Numbers rise by commit, whatever the clock does."""
    came = Conversation.queue_rank + 1000 * Conversation.priority
    last, latest = s.execute(
        select(func.max(Conversation.queue_no), func.max(came)).where(Conversation.queue_no.is_not(None))
    ).one()
    conversation.queue_no = (last or 0) + 1
    conversation.queue_rank = max(to_ms(at), latest or 0) - 1000 * (conversation.priority or 0)
    conversation.queued_at = at


def set_priority(conversation: Conversation, seconds: int) -> None:
    """Give a head start: it stands in the queue as if it had come so many seconds earlier."""
    if conversation.queue_rank is not None:
        conversation.queue_rank -= 1000 * (seconds - conversation.priority)
    conversation.priority = seconds


def leave_queue(conversation: Conversation) -> None:
    """Give up the place; `queued_at` stays, as the time a person was asked for."""
    conversation.queue_no = conversation.queue_rank = None


def append(
    s: WriteSession,
    conversation: Conversation,
    *,
    author: Actor,
    words: tuple[Vault, MaskedText] | None = None,
    kind: str = "text",
    visible: bool = True,
    meta: dict[str, Any] | None = None,
    message_id: str | None = None,
    reply_id: str | None = None,
    client_id: str | None = None,
    client_key: str | None = None,
    answers_seq: int | None = None,
    part: int | None = None,
) -> Appended:
    """Write one message with the next numbers of the feeds that may see it. Flushes.

    `words` are sealed under the conversation's key; an event has none, its sentence follows from `meta`.
    """
    at = clock.now()
    conversation.staff_seq += 1
    if visible:
        conversation.visitor_seq += 1
    message_id = message_id or new_id()
    body = b""
    if words is not None:
        vault, text = words
        body = keys.seal_body(key_of(vault, conversation), message_id, text)
    if kind in SPOKEN:
        conversation.last_message_id = message_id
        conversation.last_message_at = at
        conversation.last_author_kind = author.kind
    s.flush()
    s.rows(
        _insert,
        id=message_id,
        conversation_id=conversation.id,
        seq=conversation.staff_seq,
        visitor_seq=conversation.visitor_seq if visible else None,
        author_kind=author.kind,
        author_id=author.id,
        author_name=author.name,
        body_sealed=body,
        reply_id=reply_id,
        kind=kind,
        meta=meta or {},
        client_id=client_id,
        client_key=client_key,
        answers_seq=answers_seq,
        part=part,
        withdrawn=False,
        created_at=at,
        delivered_at=at if conversation.channel in SEEN_AT_COMMIT or author.kind == "visitor" else None,
    )
    return Appended(message_id, conversation.id, conversation.staff_seq, kind, reply_id)


def say(
    s: WriteSession,
    conversation: Conversation,
    phrase: str,
    *,
    event: str = "",
    visible: bool = True,
    **meta: Any,
) -> Appended:
    """One of the appliance's own sentences (`phrases`), kept by name and values, so that nothing need be sealed.

    `event` names what happened, where that differs from the sentence; the desk shows it in its own words.
    """
    kept = {"event": event or phrase, "phrase": phrase, **meta}
    return append(s, conversation, author=SYSTEM, kind="event", visible=visible, meta=kept)


def tell_withheld(s: WriteSession, message: Appended, masked: Masked) -> None:
    """Announce that a message could not be checked and was withheld whole; somebody above looks at it again."""
    if any(found.kind == WITHHELD for found in masked.entities):
        emit(s, MessageWithheld(message.conversation_id, message.seq, message.id))
