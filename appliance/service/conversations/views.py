"""What a reader gets of a conversation: values that outlive the session they were read in. Rows are given as objects of the tables
or as plain columns with the same names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from appliance.core.masking.text import MaskedText
from appliance.core.vault.errors import KeyForgotten
from appliance.core.vault.vault import Vault
from appliance.service.conversations import keys
from appliance.service.conversations.phrases import phrase

# What of a message's meta the visitor may see; reasons of a handoff, checks and ids of people stay with staff.
_FOR_VISITORS = ("rung", "sources", "options", "warn", "event", "agent", "place", "file")


@dataclass(frozen=True)
class ConversationRow:
    """One conversation as lists and heads show it. `preview` is the last text, where it was asked for."""

    id: str
    code: str
    contact_id: str
    channel: str
    channel_key: str
    state: str
    version: int
    staff_seq: int
    visitor_seq: int
    asked_seq: int
    answered_seq: int
    agent_id: str | None
    agent_name: str
    lang: str
    handoff_reason: list[dict[str, Any]]
    queue_no: int | None
    created_at: datetime
    queued_at: datetime | None
    claimed_at: datetime | None
    closed_at: datetime | None
    last_message_at: datetime
    last_author_kind: str
    unread_visitor: int
    erased_at: datetime | None = None
    preview: MaskedText | None = None
    displays: Mapping[str, str] = field(default_factory=dict)

    @property
    def awaits_ai(self) -> bool:
        """Whether the AI is to answer and has not finished."""
        return self.state == "ai" and self.asked_seq > self.answered_seq


@dataclass(frozen=True)
class MessageView:
    """One entry of a transcript. `displays` says how each token of the conversation is shown."""

    id: str
    conversation_id: str
    seq: int
    visitor_seq: int | None
    author_kind: str
    author_id: str
    author_name: str
    text: MaskedText
    kind: str
    meta: dict[str, Any]
    created_at: datetime
    delivered_at: datetime | None
    reply_id: str | None
    client_id: str | None
    withdrawn: bool
    displays: Mapping[str, str] = field(default_factory=dict)


def row_of(
    conversation: Any, preview: MaskedText | None = None, displays: Mapping[str, str] | None = None
) -> ConversationRow:
    """The row as a value."""
    c = conversation
    return ConversationRow(
        id=c.id,
        code=c.code,
        contact_id=c.contact_id,
        channel=c.channel,
        channel_key=c.channel_key,
        state=c.state,
        version=c.version,
        staff_seq=c.staff_seq,
        visitor_seq=c.visitor_seq,
        asked_seq=c.asked_seq,
        answered_seq=c.answered_seq,
        agent_id=c.agent_id,
        agent_name=c.agent_name,
        lang=c.lang,
        handoff_reason=c.handoff_reason or [],
        queue_no=c.queue_no,
        created_at=c.created_at,
        queued_at=c.queued_at,
        claimed_at=c.claimed_at,
        closed_at=c.closed_at,
        last_message_at=c.last_message_at,
        last_author_kind=c.last_author_kind,
        unread_visitor=c.unread_visitor,
        erased_at=c.erased_at,
        preview=preview,
        displays=displays or {},
    )


def text_of(vault: Vault, conversation: Any, message: Any) -> MaskedText:
    """A message's masked words; an event's sentence; after erasure a sentence that says so."""
    if message.kind == "event":
        values = {k: v for k, v in message.meta.items() if k not in ("phrase", "event")}
        return phrase(message.meta["phrase"], conversation.lang, **values)
    try:
        key = keys.unwrap(vault, conversation.id, conversation.contact_id, conversation.key_wrapped)
    except KeyForgotten:
        return phrase("erased", conversation.lang)
    return keys.open_body(key, message.id, message.body_sealed)


def view_of(
    vault: Vault,
    conversation: Any,
    message: Any,
    displays: Mapping[str, str],
    *,
    for_visitor: bool = False,
) -> MessageView:
    """A message as a value. A visitor's view carries no ids of people and nothing that was for staff."""
    m = message
    meta = {k: v for k, v in m.meta.items() if k in _FOR_VISITORS} if for_visitor else dict(m.meta)
    return MessageView(
        id=m.id,
        conversation_id=m.conversation_id,
        seq=m.seq,
        visitor_seq=m.visitor_seq,
        author_kind=m.author_kind,
        author_id="" if for_visitor else m.author_id,
        author_name=m.author_name,
        text=text_of(vault, conversation, m),
        kind=m.kind,
        meta=meta,
        created_at=m.created_at,
        delivered_at=m.delivered_at,
        reply_id=m.reply_id,
        client_id=m.client_id,
        withdrawn=m.withdrawn,
        displays=displays,
    )
