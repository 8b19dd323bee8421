"""Reading conversations: one of them, its transcript as staff and as its visitor see it, whose it is and what it goes by. Lists are in
`lists`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, func, select

from appliance.core.entities.queries import displays as displays_of
from appliance.core.kit import clock
from appliance.core.masking.text import MaskedText, tokens_in
from appliance.core.store.prepared import Prepared, among
from appliance.core.store.session import ReadSession
from appliance.core.vault.vault import Vault
from appliance.service.conversations import own_words
from appliance.service.conversations.errors import NoConversation
from appliance.service.conversations.reopening import REOPENS_WITHIN
from appliance.service.conversations.tables import Conversation, Mention, Message
from appliance.service.conversations.views import ConversationRow, MessageView, row_of, text_of, view_of

_CONVERSATIONS, _MESSAGES = Conversation.__table__, Message.__table__
_ONE = Prepared(select(_CONVERSATIONS).where(Conversation.id == bindparam("id")))
_CHANNEL = Prepared(select(Conversation.channel).where(Conversation.id == bindparam("id")))
_MERGED = Prepared(
    select(Conversation.id, Conversation.merged_into).where(Conversation.id == bindparam("id"))
)
_WHOSE = Prepared(
    select(Conversation.id, Conversation.channel_key, Conversation.agent_id, Conversation.state).where(
        among(Conversation.id, "ids")
    )
)
_THREAD = Prepared(
    select(_MESSAGES)
    .where(Message.conversation_id == bindparam("id"), Message.seq > bindparam("after"))
    .order_by(Message.seq)
    .limit(bindparam("limit"))
)
_NAMED = Prepared(
    select(func.count()).where(
        Mention.conversation_id == bindparam("id"),
        Mention.agent_id == bindparam("agent"),
        Mention.seen_at.is_(None),
    )
)
_OF_VISITOR = Prepared(
    select(_CONVERSATIONS)
    .where(Conversation.channel_key == bindparam("key"), Conversation.merged_into.is_(None))
    .order_by(Conversation.created_at.desc(), Conversation.id.desc())
    .limit(20)
)
_SEEN_BY_VISITOR = Prepared(
    select(_MESSAGES)
    .where(
        Message.conversation_id == bindparam("id"),
        Message.visitor_seq > bindparam("after"),
        Message.withdrawn.is_(False),
    )
    .order_by(Message.visitor_seq)
    .limit(bindparam("limit"))
)


def conversation(s: ReadSession, conversation_id: str) -> ConversationRow:
    """One conversation, without preview. Raises `NoConversation`."""
    return row_of(_row(s, conversation_id))


def open_conversation(s: ReadSession, channel: str, external_id: str) -> ConversationRow | None:
    """The visitor's open conversation, else the one closed lately enough to be reopened by a message."""
    found = newest_of(s, channel, external_id)
    return row_of(found) if found is not None else None


def newest_of(s: ReadSession, channel: str, external_id: str) -> Any:
    """The row of `open_conversation`, as plain columns: every message and every look of a window begins with it."""
    rows = s.rows(_OF_VISITOR, key=f"{channel}:{external_id}").all()
    open_one = next((c for c in rows if c.state != "closed"), None)
    since = clock.now() - REOPENS_WITHIN
    lately = [c for c in rows if c.closed_at is not None and c.closed_at > since]
    return open_one or max(lately, key=lambda c: (c.closed_at, c.id), default=None)


def thread(
    s: ReadSession, vault: Vault, conversation_id: str, after_seq: int = 0, limit: int = 500
) -> list[MessageView]:
    """The transcript as staff see it, in order, from after `after_seq`. Raises `NoConversation`."""
    found = _row(s, conversation_id)
    messages = s.rows(_THREAD, id=conversation_id, after=after_seq, limit=limit)
    displays = _displays(s, found) if messages else {}
    return [view_of(vault, found, m, displays) for m in messages]


def visitor_thread(
    s: ReadSession, vault: Vault, conversation_id: str, after_visitor_seq: int = 0, limit: int = 500
) -> list[MessageView]:
    """The transcript as the visitor may see it: no notes, no staff events, nothing withdrawn. The visitor's own values
    are put back where the policy keeps them."""
    found = s.rows(_ONE, id=conversation_id).first()
    if found is None:
        raise NoConversation()
    return seen_by_visitor(s, vault, found, after_visitor_seq, limit)


def seen_by_visitor(
    s: ReadSession, vault: Vault, row: Any, after: int, limit: int = 500
) -> list[MessageView]:
    """`visitor_thread` of a conversation whose row is at hand. Values are looked up only where a text holds any."""
    if row.visitor_seq <= after:
        return []
    messages: Iterable[Any] = s.rows(_SEEN_BY_VISITOR, id=row.id, after=after, limit=limit)
    views = [view_of(vault, row, m, {}, for_visitor=True) for m in messages]
    if not any(tokens_in(view.text) for view in views):
        return views
    displays = _displays(s, row)
    return own_words.put_back(s, vault, row, [replace(view, displays=displays) for view in views])


def message(s: ReadSession, vault: Vault, message_id: str) -> MessageView:
    """One message. Raises `NoConversation`."""
    found = s.scalars(select(Message).where(Message.id == message_id)).first()
    if found is None:
        raise NoConversation()
    row = _row(s, found.conversation_id)
    return view_of(vault, row, found, _displays(s, row))


def newest_texts(
    s: ReadSession, vault: Vault, limit: int = 200
) -> list[tuple[ConversationRow, int, MaskedText]]:
    """The newest masked messages of all conversations, newest first: conversation, number in it, text."""
    pairs = s.execute(
        select(Message, Conversation)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.kind == "text")
        .order_by(Message.ordinal.desc())
        .limit(limit)
    )
    return [(row_of(c), m.seq, text_of(vault, c, m)) for m, c in pairs]


def of_contact(s: ReadSession, contact_id: str, limit: int = 20) -> list[ConversationRow]:
    """A contact's conversations, newest first, without previews."""
    query = select(Conversation).where(
        Conversation.contact_id == contact_id, Conversation.merged_into.is_(None)
    )
    newest_first = query.order_by(Conversation.created_at.desc(), Conversation.id.desc())
    return [row_of(c) for c in s.scalars(newest_first.limit(limit))]


def channel_of(s: ReadSession, conversation_id: str) -> str:
    """The channel it came by. Raises `NoConversation`."""
    found = s.rows(_CHANNEL, id=conversation_id).first()
    if found is None:
        raise NoConversation()
    return str(found.channel)


def whose(s: ReadSession, conversation_ids: Collection[str]) -> dict[str, tuple[str, str | None, str]]:
    """Of each conversation the channel and its own id of the visitor (`web_widget:3f…`), the agent in charge, and its state."""
    rows = s.rows(_WHOSE, ids=list(conversation_ids))
    return {
        row.id: (row.channel_key, row.agent_id if row.state == "human" else None, row.state) for row in rows
    }


def agent_name(s: ReadSession, conversation_id: str) -> str:
    """The name of the agent in charge; empty when there is none."""
    return str(_row(s, conversation_id).agent_name)


def code_of(s: ReadSession, conversation_id: str) -> str:
    """The short code people call it by; empty once there is no such conversation."""
    return s.scalar(select(Conversation.code).where(Conversation.id == conversation_id)) or ""


def merged_into(s: ReadSession, conversation_id: str) -> str | None:
    """Where its words are now, if it was merged into an earlier one."""
    found = s.rows(_MERGED, id=conversation_id).first()
    return found.merged_into if found is not None else None


def require(s: ReadSession, conversation_id: str) -> str | None:
    """`merged_into`, cheaply, for what is asked before anything else. Raises `NoConversation`."""
    found = s.rows(_MERGED, id=conversation_id).first()
    if found is None:
        raise NoConversation()
    into: str | None = found.merged_into
    return into


def of_code(s: ReadSession, code: str) -> str | None:
    """The newest conversation that goes by this code, or the one that it was merged into; codes are short and come again."""
    query = select(Conversation).where(Conversation.code == code.strip().upper())
    found = s.scalars(query.order_by(Conversation.created_at.desc()).limit(1)).first()
    return (found.merged_into or found.id) if found is not None else None


def sources_of(s: ReadSession, conversation_id: str, seq: int) -> list[dict[str, Any]]:
    """What the message of this number rests on, as its turn kept it; none for a message without sources."""
    query = select(Message.meta).where(Message.conversation_id == conversation_id, Message.seq == seq)
    return list((s.scalar(query) or {}).get("sources", []))


def is_named(s: ReadSession, conversation_id: str, agent_id: str) -> bool:
    """Whether a note in it names the agent and has not been seen by them."""
    return bool(s.rows(_NAMED, id=conversation_id, agent=agent_id).scalar())


def id_of(s: ReadSession, conversation_id: str, seq: int) -> str:
    """The message of this number; empty when there is none."""
    mine = (Message.conversation_id == conversation_id, Message.seq == seq)
    return s.scalar(select(Message.id).where(*mine)) or ""


def is_code(s: ReadSession, typed: str) -> bool:
    """Whether a conversation goes by this code, in small letters or capitals."""
    return s.scalar(select(Conversation.id).where(Conversation.code == typed.upper()).limit(1)) is not None


def seq_of(s: ReadSession, message_id: str) -> int | None:
    """The number of a message within its conversation."""
    return s.scalar(select(Message.seq).where(Message.id == message_id))


def version(s: ReadSession, conversation_id: str) -> tuple[str, int]:
    """State and version, cheaply: whether a draft in the making is still wanted."""
    query = select(Conversation.state, Conversation.version).where(Conversation.id == conversation_id)
    found = s.execute(query).first()
    if found is None:
        raise NoConversation()
    return found[0], found[1]


def _row(s: ReadSession, conversation_id: str) -> Any:
    found = s.rows(_ONE, id=conversation_id).first()
    if found is None:
        raise NoConversation()
    return found


def _displays(s: ReadSession, row: Any) -> dict[str, str]:
    return displays_of(s, {row.id: row.channel})[row.id]
