"""What was said lately, masked: the context in which the next message is masked, and what it may complete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select

from appliance.core.masking.context import Turn
from appliance.core.store.prepared import Prepared
from appliance.core.store.session import ReadSession
from appliance.core.vault.vault import Vault
from appliance.service.conversations import queries
from appliance.service.conversations.errors import NoConversation
from appliance.service.conversations.tables import Conversation, Message
from appliance.service.conversations.views import text_of

CONTEXT = 8
"""Turns before a message that masking sees (`core.masking.context.LOOK_BACK`)."""

_CONVERSATION = Prepared(select(Conversation.__table__).where(Conversation.id == bindparam("id")))
_LAST = Prepared(
    select(Message.__table__)
    .where(Message.conversation_id == bindparam("id"), Message.kind == "text")
    .order_by(Message.seq.desc())
    .limit(bindparam("limit"))
)
_REMASKED = Prepared(
    select(func.sum(func.json_extract(Message.meta, "$.remasked"))).where(
        Message.conversation_id == bindparam("id")
    )
)


@dataclass(frozen=True)
class Said:
    """One earlier message and how masking reads it."""

    message_id: str
    turn: Turn


def of_visitor(
    s: ReadSession, vault: Vault, channel: str, external_id: str, limit: int = CONTEXT
) -> list[Said]:
    """The last messages of the visitor's open conversation, oldest first; none when a new one will begin."""
    row = queries.newest_of(s, channel, external_id)
    return _said(s, vault, row, limit) if row is not None else []


def in_conversation(s: ReadSession, vault: Vault, conversation_id: str, limit: int = CONTEXT) -> list[Said]:
    """The last messages of a conversation, oldest first, notes and events left out. Raises `NoConversation`."""
    row = s.rows(_CONVERSATION, id=conversation_id).first()
    if row is None:
        raise NoConversation()
    return _said(s, vault, row, limit)


def _said(s: ReadSession, vault: Vault, row: Any, limit: int) -> list[Said]:
    messages: Sequence[Any] = s.rows(_LAST, id=row.id, limit=limit).all()
    return [Said(m.id, Turn(m.author_kind, text_of(vault, row, m))) for m in reversed(messages)]


def remasked(s: ReadSession, conversation_id: str) -> int:
    """How often a message of this conversation was masked anew. A window that knows another number reads all again."""
    return int(s.rows(_REMASKED, id=conversation_id).scalar() or 0)
